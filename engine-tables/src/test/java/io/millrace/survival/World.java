package io.millrace.survival;

import io.millrace.sink.Sink;
import io.millrace.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** What outlives the process of a simulated job, apart from its disk. */
final class World {

    private final Mishaps mishaps;
    private final Map<String, Vault> vaults = new TreeMap<>();
    private final SimulatedExecutor others = SimulatedExecutor.within(Duration.ofMillis(10));
    private final Executor hosted;

    World(Tally tally) {
        this(tally, null);
    }

    private World(Tally tally, Executor hosted) {
        mishaps = new Mishaps(tally);
        this.hosted = hosted;
    }

    /** Of a job that no simulation runs, so that its sinks alone tell what they were given. */
    static World hosted(Tally tally, Executor others) {
        return new World(tally, others);
    }

    /** A sink that can be looked into: that one itself, where a simulation looks into all. */
    Sink<Object> observed(String name, Sink<Object> plain) {
        return hosted == null ? plain : new VaultSink(vault(name), mishaps, true);
    }

    Mishaps mishaps() {
        return mishaps;
    }

    /** Who answers what operators ask, in a simulation. */
    SimulatedExecutor others() {
        return others;
    }

    /** Who answers what operators ask. */
    Executor answering() {
        return hosted == null ? others : hosted;
    }

    Vault vault(String sink) {
        return vaults.computeIfAbsent(sink, unused -> new Vault());
    }
}
