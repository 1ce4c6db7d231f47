package io.millrace.runtime;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.Warnings;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What every part of an attempt at a job may know of it. Immutable.
 *
 * @param name of the job
 * @param attempt which one it is, from 1
 * @param helpers threads for what operators do that blocks
 * @param warnings where what may come often is logged: of the whole job, over all attempts
 * @param snapshots how they are taken, if they are
 */
public record JobContext(
        String name,
        int attempt,
        JobSettings settings,
        SerdeRegistry serdes,
        Clock clock,
        Disk disk,
        Helpers helpers,
        Warnings warnings,
        Optional<Snapshots> snapshots) {

    /** Makes threads for what operators do that blocks. */
    @FunctionalInterface
    public interface Helpers {

        /**
         * Threads of one operator.
         *
         * @param name whose they are
         * @param most how many there may be
         */
        Executor of(String name, int most);
    }

    /** Whether barriers of one snapshot wait for each other. */
    public boolean alignsBarriers() {
        return snapshots.map(Snapshots::isAligned).orElse(true);
    }

    /** An instance of an operator, source or sink of this attempt, with metrics of its own. */
    public TaskInstance instance(String operator, int subtask, int parallelism) {
        return new TaskInstance(name, attempt, operator, subtask, parallelism, clock, disk);
    }
}
