package io.millrace.examples.fraud;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where to keep snapshots, and how often to take them.
 *
 * @param directory a directory of their own
 * @param interval from one to the next, positive
 */
record SnapshotOptions(Path directory, Duration interval) {

    static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
}
