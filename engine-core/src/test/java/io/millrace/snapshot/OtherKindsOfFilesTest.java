package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.refusal.JobRefusedException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Something else in the place of any file that a job goes on with: it is named, and the job is refused. */
@Tag("machine")
@Timeout(120) // a pipe would be waited for
class OtherKindsOfFilesTest {

    private static final List<String> KINDS = List.of("directory", "link to itself", "link to a device", "pipe");

    @TempDir
    private Path directory;

    private static final class Counting extends KeyedProcess<String, String, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(String event, KeyedContext<String> context, Emitter<String> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(event + " " + count.get());
        }
    }

    private static Job start(Engine engine, Path place, CountDownLatch events) {
        Pipeline pipeline = Pipeline.create("kinds");
        pipeline.source(
                        "in",
                        Sources.interleaved(List.of(
                                Sources.lines(place.resolve("in.txt")),
                                Sources.generate(index -> "event " + index).rate(10_000))))
                .filter(event -> isCounted(event, events))
                .keyBy(text -> text, String.class)
                .process("count", Counting::new)
                .to("out", Sinks.lines(place.resolve("out.txt")));
        return engine.start(
                pipeline,
                JobOptions.parallelism(2)
                        .withSnapshots(Snapshots.in(place.resolve("snapshots")).onDemand()));
    }

    private static boolean isCounted(String event, CountDownLatch lines) {
        if (event.equals("line")) {
            lines.countDown();
        }
        return true;
    }

    private Path life(Engine engine) throws Exception {
        Path place = Files.createDirectory(directory.resolve("original"));
        Files.writeString(place.resolve("in.txt"), "line\n".repeat(100));
        CountDownLatch events = new CountDownLatch(1);
        Job job = start(engine, place, events);
        events.await();
        job.snapshot();
        job.close();
        return place;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void put(String kind, Path file) throws Exception {
        Files.delete(file);
        switch (kind) {
            case "directory" -> Files.createDirectory(file);
            case "link to itself" -> Files.createSymbolicLink(file, file);
            case "link to a device" -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            default ->
                assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                        .isZero();
        }
    }

    @Test
    void shouldRefuseTheJobWhateverItIs() throws Exception {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        assumeThat(Path.of("/dev/zero")).exists();
        try (Engine engine = Engine.withWorkers(2)) {
            Path original = life(engine);
            List<Path> files;
            try (Stream<Path> all = Files.walk(original)) {
                files = all.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith(".pending"))
                        // Has been read to its end, and is not opened any more.
                        .filter(file -> !file.endsWith("in.txt"))
                        .map(original::relativize)
                        .sorted(Comparator.naturalOrder())
                        .toList();
            }
            assertThat(files).hasSizeGreaterThan(5);
            int number = 0;
            for (Path file : files) {
                for (String kind : KINDS) {
                    Path place = directory.resolve("copy-" + number++);
                    copy(original, place);
                    put(kind, place.resolve(file));

                    assertThatThrownBy(
                                    () -> start(engine, place, new CountDownLatch(0))
                                            .close(),
                                    kind + " in place of " + file)
                            .isInstanceOf(JobRefusedException.class)
                            .hasMessageContaining(place.resolve(file).toString());
                }
            }
        }
    }
}
