package io.millrace.http;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.JournalSource;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Takes events by HTTP and writes them into files, until it is killed, or its input ends. */
final class HttpProgram {

    private HttpProgram() {}

    record Posted(String id) {}

    /** Takes a directory and the parallelism. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        JournalSource<Posted> plain = Sources.journal(directory.resolve("plain"), Posted.class);
        JournalSource<Posted> once = Sources.journal(directory.resolve("once"), Posted.class);
        Pipeline pipeline = Pipeline.create("posted");
        pipeline.source("plain", plain).map(Posted::id).to("plain out", Sinks.lines(directory.resolve("plain.txt")));
        pipeline.source("once", once)
                .timestamps(Timestamps.millis(posted -> 1), Watermarks.ascending())
                .keyBy(Posted::id, String.class)
                .dedup("repeated", Duration.ofHours(1))
                .map(Posted::id)
                .to("once out", Sinks.lines(directory.resolve("once.txt")));
        JobOptions options = JobOptions.parallelism(Integer.parseInt(arguments[1]))
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            try (HttpServer server = Http.on(0)
                    .ingest("/plain", plain)
                    .ingest(
                            "/once",
                            Ingest.into(once, Posted.class, (posted, origin) -> new Posted(origin.id()))
                                    .requireKey())
                    .start()) {
                Path port = directory.resolve("port.new");
                Files.writeString(port, String.valueOf(server.port()));
                Files.move(port, directory.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
                while (System.in.read() >= 0) {
                    // Nobody says anything.
                }
            }
            plain.complete();
            once.complete();
            job.join();
        }
    }
}
