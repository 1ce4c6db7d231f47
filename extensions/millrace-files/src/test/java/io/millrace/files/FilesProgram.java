package io.millrace.files;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.snapshot.Snapshots;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Has records of CSV files, compressed, in JSON files, by day; until it is killed. */
final class FilesProgram {

    static final long DAY = Duration.ofDays(1).toMillis();

    private FilesProgram() {}

    record Event(long id, long time, String text) {}

    /** Slow enough for several snapshots, and for being killed between them. */
    private static boolean inItsTime(Event event) {
        if (event.id() % 50 == 0) {
            LockSupport.parkNanos(3_000_000);
        }
        return true;
    }

    /** Takes a directory and the parallelism. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        int parallelism = Integer.parseInt(arguments[1]);
        Pipeline pipeline = Pipeline.create("files");
        pipeline.source(
                        "in",
                        FileSource.in(directory.resolve("in"), Csv.of(Event.class))
                                .filesAtOnce(3))
                .parallelism(parallelism)
                .filter(FilesProgram::inItsTime)
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .to(
                        "out",
                        FileSink.in(directory.resolve("out"), JsonLines.of(Event.class))
                                .compressed(Compression.GZIP)
                                .rollAt(4_000)
                                .rollEvery(Duration.ofMillis(100))
                                .partitionedByTime("dt", "yyyy-MM-dd"));
        try (Engine engine = Engine.create()) {
            engine.start(
                            pipeline,
                            JobOptions.parallelism(parallelism)
                                    .withSnapshots(Snapshots.in(directory.resolve("snapshots"))
                                            .every(Duration.ofMillis(40))))
                    .join();
        }
    }
}
