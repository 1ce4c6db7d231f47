package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.refusal.JobRefusedException.SnapshotsUnavailableException;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.Simulation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a job from running is thrown where it is started, before any event is read. */
@Timeout(120)
class RefusedAtStartTest {

    @TempDir
    Path directory;

    private final AtomicInteger read = new AtomicInteger();

    /** More that is in the pipeline, and in order. */
    private Consumer<Pipeline> beside = pipeline -> {};

    static final class Opaque {}

    private static final class Keeping extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Opaque> kept = value("kept", Opaque.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            kept.set(new Opaque());
        }
    }

    private static final class Counting extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Integer> count;

        private Counting(String name) {
            count = value(name, Integer.class);
        }

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            count.set(event);
        }
    }

    private static final class Remembering<K, T> extends KeyedProcess<K, T, T> {

        private final ValueState<Integer> kept = value("kept", Integer.class);

        @Override
        protected void process(T event, KeyedContext<K> context, Emitter<T> out) {
            kept.set(1);
        }
    }

    private static JobOptions snapshots(Path directory) {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).onDemand())
                .withRestart(Restart.fixedDelay(1000, Duration.ofHours(1)));
    }

    /** Beside what is faulty, another source that must not be read, and its sink. */
    private Pipeline pipeline(Source<?> source, Sink<Object> sink) {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("fine", Sources.of(1, 2, 3))
                .map(event -> read.incrementAndGet())
                .to("well", Sinks.discard());
        pipeline.source("in", source).to("out", sink);
        beside.accept(pipeline);
        return pipeline;
    }

    private static Arguments fault(String name, Class<?> type, String message) {
        return Arguments.of(name, type, message);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("no such file", UnreadableSourceException.class, "source 'in': cannot read "),
                fault("a directory", UnreadableSourceException.class, "it is a directory"),
                fault("no target directory", UnwritableSinkException.class, "sink 'out': cannot write "),
                fault("target is a directory", UnwritableSinkException.class, "it is a directory"),
                fault("used push source", SourceInUseException.class, "source 'in': this push source feeds"),
                fault("no serde", MissingSerdeException.class, "operator 'keep' cannot run"),
                fault("keys of no known type", MissingSerdeException.class, "the type of its keys is not known"),
                fault("keys without a hash", MissingSerdeException.class, "the keys of the process 'keep'"),
                fault("used stream", SourceInUseException.class, "source 'in': this input stream feeds"),
                fault("one push source for two", SourceInUseException.class, "of the same job already"),
                fault("snapshots in a file", SnapshotsUnavailableException.class, "job 'job' cannot use its snapshots"),
                fault("store opens null", SnapshotsUnavailableException.class, "open of the place returned null"),
                fault("another job's snapshots", UnfitSnapshotException.class, "belong to job 'earlier'"),
                fault(
                        "state that is gone",
                        UnfitSnapshotException.class,
                        "that it does not declare any more: [before]"),
                fault("open fails", OperatorException.class, "operator 'in' failed: java.lang.IllegalStateException"));
    }

    private Runnable start(String fault, Engine engine, JobOptions options) throws IOException {
        Source<?> fine = Sources.of(1);
        return switch (fault) {
            case "no such file" ->
                starts(engine, pipeline(Sources.lines(directory.resolve("no")), Sinks.discard()), options);
            case "a directory" -> starts(engine, pipeline(Sources.lines(directory), Sinks.discard()), options);
            case "no target directory" ->
                starts(engine, pipeline(fine, Sinks.lines(directory.resolve("no/out"))), options);
            case "target is a directory" -> starts(engine, pipeline(fine, Sinks.lines(directory)), options);
            case "used push source" -> {
                PushSource<Integer> push = Sources.push(4);
                Pipeline earlier = Pipeline.create("earlier");
                earlier.source("in", push).to("out", Sinks.discard());
                engine.start(earlier);
                yield starts(engine, pipeline(push, Sinks.discard()), options);
            }
            case "keys of no known type" -> {
                Pipeline untyped = pipeline(fine, Sinks.discard());
                untyped.source("keyed", Sources.of(1))
                        .map(event -> (Object) event)
                        .keyBy(event -> event)
                        .process("keep", () -> new Remembering<>())
                        .to("kept", Sinks.discard());
                yield starts(engine, untyped, options);
            }
            case "keys without a hash" -> {
                Pipeline unhashed = pipeline(fine, Sinks.discard());
                unhashed.source("keyed", Sources.of(1))
                        .keyBy(event -> new Opaque(), Opaque.class)
                        .process("keep", () -> new Remembering<Opaque, Integer>())
                        .to("kept", Sinks.discard());
                yield starts(engine, unhashed, options);
            }
            case "used stream" -> {
                Source<String> lines = Sources.lines(new ByteArrayInputStream(new byte[0]));
                Pipeline earlier = Pipeline.create("earlier");
                earlier.source("in", lines).to("out", Sinks.discard());
                engine.start(earlier).join();
                yield starts(engine, pipeline(lines, Sinks.discard()), options);
            }
            case "one push source for two" -> {
                PushSource<Integer> push = Sources.push(4);
                Pipeline twice = pipeline(push, Sinks.discard());
                twice.source("again", push).to("other", Sinks.discard());
                yield starts(engine, twice, options);
            }
            case "no serde" -> starts(engine, keyed("job", "keep", new Keeping()), options);
            case "snapshots in a file" -> {
                Files.writeString(directory.resolve("file"), "here");
                yield starts(engine, pipeline(fine, Sinks.discard()), in(directory.resolve("file")));
            }
            case "store opens null" ->
                starts(
                        engine,
                        pipeline(fine, Sinks.discard()),
                        JobOptions.parallelism(1).withSnapshots(Snapshots.in(() -> null, "nowhere")));
            case "another job's snapshots" -> {
                Job earlier =
                        engine.start(keyed("earlier", "count", new Counting("before")), in(directory.resolve("s")));
                earlier.stop();
                earlier.join();
                yield starts(engine, keyed("job", "count", new Counting("before")), in(directory.resolve("s")));
            }
            case "state that is gone" -> {
                Job earlier = engine.start(keyed("job", "count", new Counting("before")), in(directory.resolve("s")));
                earlier.stop();
                earlier.join();
                yield starts(engine, keyed("job", "count", new Counting("after")), in(directory.resolve("s")));
            }
            default ->
                starts(
                        engine,
                        pipeline(
                                Sources.iterator(() -> {
                                    throw new IllegalStateException("broken on purpose");
                                }),
                                Sinks.discard()),
                        JobOptions.parallelism(1));
        };
    }

    private static JobOptions in(Path snapshots) {
        return JobOptions.parallelism(1).withSnapshots(Snapshots.in(snapshots).onDemand());
    }

    private static Pipeline keyed(String name, String operator, KeyedProcess<Integer, Integer, Integer> process) {
        PushSource<Integer> source = Sources.push(4);
        source.emit(1);
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("in", source)
                .keyBy(event -> event, Integer.class)
                .process(operator, () -> process)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Runnable starts(Engine engine, Pipeline pipeline, JobOptions options) {
        return () -> engine.start(pipeline, options);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldThrowFromStartWhatKeepsTheJobFromRunning(String name, Class<?> type, String message) throws IOException {
        try (Engine engine = Engine.withWorkers(2)) {
            Runnable start = start(name, engine, snapshots(directory));

            assertThat(catchThrowable(start::run)).isInstanceOf(type).hasMessageContaining(message);
            assertThat(JobRefusedException.class.isAssignableFrom(type)).isEqualTo(type != OperatorException.class);
            assertThat(read).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no such file",
                "a directory",
                "no target directory",
                "target is a directory",
                "used push source",
                "used stream",
                "one push source for two",
                "keys without a hash",
                "open fails"
            })
    void shouldLeaveFilesAndSourcesAsTheyAreWhenAnotherPartIsRefused(String name) throws IOException {
        Path results = Files.writeString(directory.resolve("results.txt"), "of yesterday");
        PushSource<Integer> push = Sources.push(4);
        push.emit(1);
        Source<String> typed = Sources.lines(new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8)));
        beside = pipeline -> {
            pipeline.source("pushed", push).to("results", Sinks.lines(results));
            pipeline.source("typed", typed).to("nowhere", Sinks.discard());
        };
        try (Engine engine = Engine.withWorkers(2)) {
            assertThat(catchThrowable(start(name, engine, JobOptions.parallelism(2))::run))
                    .isNotNull();
            assertThat(results).hasContent("of yesterday");
            push.emit(2);

            Pipeline next = Pipeline.create("next");
            CollectSink<Object> taken = Sinks.collect();
            next.source("pushed", push)
                    .map(event -> (Object) event)
                    .merge(next.source("typed", typed).map(line -> (Object) line))
                    .to("taken", taken);
            Job job = engine.start(next);
            push.complete();
            job.join();
            assertThat(taken.values()).containsExactlyInAnyOrder(1, 2, "typed");
        }
    }

    @ParameterizedTest
    @CsvSource({"no such file, true", "used push source, true", "no such file, false", "open fails, false"})
    void shouldLeaveNoNewFileWhenAnotherPartIsRefused(String name, boolean snapshots) throws IOException {
        Path fresh = directory.resolve("results.txt");
        beside = pipeline -> pipeline.source("more", Sources.of(1)).to("results", Sinks.lines(fresh));
        try (Engine engine = Engine.withWorkers(2)) {
            JobOptions options = snapshots ? snapshots(directory) : JobOptions.parallelism(2);
            assertThat(catchThrowable(start(name, engine, options)::run)).isNotNull();
        }
        assertThat(fresh).doesNotExist();
    }

    @Test
    void shouldLeaveALinkThatLeadsNowhereWhenAnotherPartIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("results.txt"), directory.resolve("target.txt"));
        beside = pipeline -> pipeline.source("more", Sources.of(1)).to("results", Sinks.lines(link));
        try (Engine engine = Engine.withWorkers(2)) {
            assertThat(catchThrowable(start("no such file", engine, JobOptions.parallelism(1))::run))
                    .isNotNull();
        }
        assertThat(link).isSymbolicLink();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveAnEmptyFileWhenThereIsNoResult(boolean snapshots) throws IOException {
        Path empty = directory.resolve("results.txt");
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.of(1)).filter(event -> event > 1).to("results", Sinks.lines(empty));
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline, snapshots ? in(directory.resolve("s")) : JobOptions.parallelism(1))
                    .join();
        }
        assertThat(empty).isEmptyFile();
    }

    @Test
    void shouldRefuseTheSameInASimulation() {
        assertThat(catchThrowable(() -> Simulation.of(pipeline(Sources.lines(directory), Sinks.discard()))
                        .snapshots(Duration.ofSeconds(1))
                        .restart(Restart.fixedDelay(5, Duration.ZERO))
                        .steps(1)))
                .hasCauseInstanceOf(UnreadableSourceException.class);
        assertThat(read).hasValue(0);
    }

    @Test
    void shouldThrowFromJoinWhenItIsStartedByTheEnginesThread() {
        try (Engine engine = Engine.withWorkers(1)) {
            CompletableFuture<Job> started = new CompletableFuture<>();
            Pipeline outer = Pipeline.create("outer");
            outer.source("one", Sources.of(1))
                    .peek(event -> started.complete(
                            engine.start(pipeline(Sources.lines(directory), Sinks.discard()), snapshots(directory))))
                    .to("out", Sinks.discard());
            engine.start(outer).join();

            Job inner = started.join();
            assertThat(catchThrowable(inner::join)).isInstanceOf(UnreadableSourceException.class);
            assertThat(inner.restoredFrom()).isEmpty();
        }
    }

    @Test
    void shouldTryAgainWhenAnOpenFailsThatMayGoWellLater() {
        AtomicInteger attempts = new AtomicInteger();
        try (Engine engine = Engine.withWorkers(1)) {
            Source<Integer> flaky = Sources.iterator(() -> {
                if (attempts.incrementAndGet() < 3) {
                    throw new IOException("connection refused on purpose");
                }
                return List.of(1).iterator();
            });
            Job job = engine.start(
                    pipeline(flaky, Sinks.discard()),
                    JobOptions.parallelism(1).withRestart(Restart.fixedDelay(5, Duration.ZERO)));
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(attempts).hasValue(3);
        }
    }

    @Test
    void shouldThrowWhenTheEngineIsClosedWhileItStarts() throws InterruptedException {
        Engine engine = Engine.withWorkers(1);
        CountDownLatch opening = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread starter = new Thread(() -> thrown.set(catchThrowable(() -> engine.start(hanging(opening)))));
        starter.start();
        opening.await();
        engine.close();
        starter.join();
        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("job 'hanging' is CANCELLED before it has begun");
    }

    @Test
    void shouldCancelTheJobWhenTheStarterIsInterrupted() throws InterruptedException {
        try (Engine engine = Engine.withWorkers(1)) {
            CountDownLatch opening = new CountDownLatch(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread starter = new Thread(() -> {
                thrown.set(catchThrowable(() -> engine.start(hanging(opening))));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            starter.start();
            opening.await();
            starter.interrupt();
            assertThat(interrupted.join()).isTrue();
            assertThat(thrown.get()).hasMessageContaining("interrupted while job 'hanging' was being started");
        }
    }

    /** Its sink blocks until it is interrupted. */
    private static Pipeline hanging(CountDownLatch opening) {
        Pipeline pipeline = Pipeline.create("hanging");
        pipeline.source("in", Sources.of(1)).to("out", new HangingSink(opening));
        return pipeline;
    }

    private record HangingSink(CountDownLatch opening) implements Sink<Object> {

        @Override
        public SinkWriter<Object> open(SinkContext context) throws Exception {
            opening.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError();
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }

    /** A way in which a job may read what it writes. */
    private enum Loop {
        SAME_FILE {
            @Override
            Source<String> source(Path directory) {
                return Sources.lines(directory.resolve("in.txt"));
            }

            @Override
            Path results(Path directory) {
                return directory.resolve("folder/../in.txt");
            }
        },
        LINK {
            @Override
            Source<String> source(Path directory) throws IOException {
                return Sources.interleaved(List.of(
                        Sources.of("first"),
                        Sources.lines(
                                Files.createSymbolicLink(directory.resolve("link.txt"), directory.resolve("in.txt")))));
            }

            @Override
            Path results(Path directory) {
                return directory.resolve("in.txt");
            }
        },
        ANOTHER_NAME {
            @Override
            Source<String> source(Path directory) {
                return Sources.lines(directory.resolve("in.txt"));
            }

            @Override
            Path results(Path directory) throws IOException {
                return Files.createLink(directory.resolve("other.txt"), directory.resolve("in.txt"));
            }
        },
        NOT_THERE_YET {
            @Override
            Source<String> source(Path directory) {
                return Sources.lines(directory.resolve("new.txt"));
            }

            @Override
            Path results(Path directory) {
                return directory.resolve("folder/../new.txt");
            }
        },
        LINKED_FROM_THE_FOLDER {
            @Override
            Source<String> source(Path directory) {
                return Sources.linesIn(directory.resolve("folder"), Duration.ofSeconds(1));
            }

            @Override
            Path results(Path directory) throws IOException {
                return Files.createSymbolicLink(directory.resolve("folder/results.txt"), directory.resolve("in.txt"));
            }
        },
        IN_THE_FOLDER {
            @Override
            Source<String> source(Path directory) {
                return Sources.linesIn(directory.resolve("folder/.."), Duration.ofSeconds(1));
            }

            @Override
            Path results(Path directory) {
                return directory.resolve("results.txt");
            }
        },
        LINK_INTO_THE_FOLDER {
            @Override
            Source<String> source(Path directory) {
                return Sources.linesIn(directory, Duration.ofSeconds(1));
            }

            @Override
            Path results(Path directory) throws IOException {
                return Files.createSymbolicLink(directory.resolve("folder/link.txt"), directory.resolve("in.txt"));
            }
        };

        abstract Source<String> source(Path directory) throws IOException;

        abstract Path results(Path directory) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAJobThatReadsWhatItWrites(Loop loop) throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("in.txt"), "one\ntwo\n");
        Pipeline pipeline = Pipeline.create("loop");
        pipeline.source("in", loop.source(directory)).to("out", Sinks.lines(loop.results(directory)));
        for (JobOptions options : List.of(
                JobOptions.parallelism(1),
                JobOptions.parallelism(1)
                        .withSnapshots(
                                Snapshots.in(directory.resolve("snapshots")).onDemand()))) {
            try (Engine engine = Engine.withWorkers(1)) {
                assertThat(catchThrowable(() -> engine.start(pipeline, options)))
                        .isInstanceOf(UnwritableSinkException.class)
                        .hasMessageContainingAll("sink 'out': cannot write ", "source 'in' reads");
            }
        }
        assertThat(directory.resolve("in.txt")).hasContent("one\ntwo\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {".results", "folder/results.txt", "../results.txt"})
    void shouldNotRefuseToWriteBesideWhatIsRead(String results) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("read/folder")).getParent();
        Files.writeString(folder.resolve("in.txt"), "one\n");
        Pipeline pipeline = Pipeline.create("beside");
        pipeline.source("in", Sources.linesIn(folder, Duration.ofSeconds(1)))
                .to("out", Sinks.lines(folder.resolve(results)));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, JobOptions.parallelism(1));
            job.cancel();
            assertThat(job.join()).isEqualTo(JobState.CANCELLED);
        }
    }
}
