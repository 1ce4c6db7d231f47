package io.millrace.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A complete snapshot.
 *
 * @param id its number, ascending
 * @param name what the user called it; empty for one that was taken by itself
 * @param created when it was begun
 * @param duration from the barrier to when it was safe; zero for one of an earlier run
 * @param bytes what was written for it; what has not changed was not
 * @param jobComplete whether the job had worked off all its input
 */
public record SnapshotInfo(
        long id, Optional<String> name, Instant created, Duration duration, long bytes, boolean jobComplete) {

    @Override
    public String toString() {
        return "snapshot " + id + name.map(given -> " '" + given + "'").orElse("") + " of " + created
                + (jobComplete ? ", with which the job was complete" : "");
    }
}
