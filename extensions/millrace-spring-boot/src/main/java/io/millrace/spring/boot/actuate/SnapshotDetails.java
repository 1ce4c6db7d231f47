package io.millrace.spring.boot.actuate;

import io.millrace.snapshot.SnapshotInfo;
import java.time.Duration;
import java.time.Instant;

/**
 * A complete snapshot.
 *
 * @param id its number
 * @param name what the user called it; null for one that was taken by itself
 * @param created when it was begun
 * @param duration how long it took
 * @param bytes what was written for it
 */
public record SnapshotDetails(long id, String name, Instant created, Duration duration, long bytes) {

    static SnapshotDetails of(SnapshotInfo snapshot) {
        return new SnapshotDetails(
                snapshot.id(), snapshot.name().orElse(null), snapshot.created(), snapshot.duration(), snapshot.bytes());
    }
}
