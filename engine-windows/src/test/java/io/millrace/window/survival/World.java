package io.millrace.window.survival;

import io.millrace.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What outlives the process of a simulated job, apart from its disk. */
final class World {

    private final Mishaps mishaps;
    private final Map<String, Vault> vaults = new TreeMap<>();
    private final SimulatedExecutor others = SimulatedExecutor.within(Duration.ofMillis(10));

    World(Tally tally) {
        mishaps = new Mishaps(tally);
    }

    Mishaps mishaps() {
        return mishaps;
    }

    /** Who answers what operators ask. */
    SimulatedExecutor others() {
        return others;
    }

    Vault vault(String sink) {
        return vaults.computeIfAbsent(sink, unused -> new Vault());
    }
}
