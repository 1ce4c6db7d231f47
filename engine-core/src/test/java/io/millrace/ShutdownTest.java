package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.SimulatedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A function calls {@code System.exit}, and a shutdown hook ends what the engine does. */
class ShutdownTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "WORKER, CLOSE_ENGINE",
        "WORKER, CLOSE_JOBS",
        "WORKER, STOP_AND_JOIN",
        "HELPER, CLOSE_ENGINE",
        "HELPER, CLOSE_JOBS",
        "SINK, CLOSE_ENGINE",
        "SINK, STOP_AND_JOIN",
        "END, CLOSE_ENGINE",
        "HOOKED, CLOSE_ENGINE",
        "HOOKED, STOP_AND_JOIN",
        "CLOSING, CLOSE_ENGINE",
        "STORE, CLOSE_ENGINE",
        "COMMIT, CLOSE_ENGINE"
    })
    void shouldLetTheJvmEndWhenAFunctionExits(String caller, String hook) throws Exception {
        ForkedJvm jvm = ForkedJvm.run(directory, List.of(), Program.class, caller, hook);
        String said = jvm.output();
        assertThat(jvm.exitValue()).as(said).isEqualTo(3);
        // Who waits for a thread that has called exit waits for 10 s, and then for 5 more.
        assertThat(said.lines())
                .anySatisfy(line -> assertThat(line).matches("hook took [0-4] s"))
                .noneMatch(line -> line.contains("does not return"));
        if (hook.equals("STOP_AND_JOIN")) {
            assertThat(said).contains("job 'exiting' does not end: ", " has called System.exit, which waits for");
        }
    }

    /** Its patience is more than that of this test. */
    @ParameterizedTest
    @ValueSource(strings = {"WORKER", "SINK", "END", "CLOSING", "COMMIT", "PROGRAM"})
    void shouldNotHaveThePatienceOfStopOnShutdownWhenNobodyCanEndTheJobInOrder(String caller) throws Exception {
        ForkedJvm jvm = ForkedJvm.run(directory, List.of(), Patient.class, caller);
        assertThat(jvm.exitValue()).as(jvm.output()).isEqualTo(3);
    }

    /** Has its jobs stopped at shutdown, waits for one and closes the engine. */
    static final class Patient {

        private Patient() {}

        public static void main(String[] arguments) {
            try (Engine engine = Engine.withWorkers(1).stopOnShutdown(Duration.ofHours(1))) {
                PushSource<Integer> numbers = Sources.push(16);
                Job bystander = engine.start(Program.bystander());
                Job job = engine.start(
                        Program.exiting(arguments[0], numbers, new CompletableFuture<>()),
                        Program.options(arguments[0]));
                CompletionStage<Void> unused = job.onEnd().thenRun(() -> {
                    if (arguments[0].equals("END")) {
                        System.exit(3);
                    }
                });
                numbers.emit(1);
                if (arguments[0].equals("PROGRAM")) {
                    System.exit(3);
                } else if (arguments[0].equals("END") || arguments[0].equals("CLOSING")) {
                    job.cancel();
                }
                job.join();
                bystander.join();
            }
        }
    }

    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Engine engine = Engine.withWorkers(1);
            PushSource<Integer> numbers = Sources.push(16);
            Job bystander = engine.start(bystander());
            CompletableFuture<Void> hooked = new CompletableFuture<>();
            AtomicReference<Job> started = new AtomicReference<>();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                long begun = System.nanoTime();
                hooked.complete(null);
                try {
                    end(arguments[1], engine, started.get(), bystander);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
                System.out.println("hook took "
                        + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
            }));
            Job job = engine.start(exiting(arguments[0], numbers, hooked), options(arguments[0]));
            started.set(job);
            job.onEnd().thenRun(() -> System.exit(3));
            numbers.emit(1);
            if (arguments[0].equals("END") || arguments[0].equals("CLOSING")) {
                job.cancel();
            } else if (arguments[0].equals("HOOKED")) {
                System.exit(3);
            }
            Thread.currentThread().join();
        }

        static JobOptions options(String caller) {
            JobOptions options = JobOptions.defaults();
            return switch (caller) {
                case "STORE" ->
                    options.withSnapshots(Snapshots.in(
                            () -> {
                                System.exit(3);
                                return null;
                            },
                            "nowhere"));
                case "COMMIT" ->
                    options.withSnapshots(Snapshots.in(new SimulatedDisk(), Path.of("/snapshots"))
                            .every(Duration.ofMillis(10)));
                default -> options;
            };
        }

        static Pipeline bystander() {
            Pipeline pipeline = Pipeline.create("bystander");
            pipeline.source("numbers", Sources.generate(number -> number).rate(1_000))
                    .to("nothing", Sinks.discard());
            return pipeline;
        }

        static Pipeline exiting(String caller, PushSource<Integer> numbers, CompletableFuture<Void> hooked) {
            Pipeline pipeline = Pipeline.create("exiting");
            pipeline.source("numbers", numbers)
                    .peek(number -> {
                        if (caller.equals("HOOKED")) {
                            hooked.get();
                        }
                        if (caller.equals("HELPER")) {
                            Thread helper = new Thread(() -> System.exit(3));
                            helper.start();
                            helper.join();
                        }
                        if (caller.equals("HOOKED") || caller.equals("WORKER")) {
                            System.exit(3);
                        }
                    })
                    .to("exits", sink(caller));
            return pipeline;
        }

        private static Sink<Integer> sink(String caller) {
            return switch (caller) {
                case "SINK" -> Sinks.blockingCallback(number -> System.exit(3));
                case "CLOSING", "COMMIT" -> new ExitingSink(caller);
                default -> Sinks.blockingCallback(number -> {});
            };
        }

        /** Calls {@code System.exit} when it commits, or closes. */
        private record ExitingSink(String caller) implements TransactionalSink<Integer, Integer> {

            @Override
            public SinkWriter<Integer> open(SinkContext context) {
                return openTransactional(context, List.of());
            }

            @Override
            public TransactionalWriter<Integer, Integer> openTransactional(
                    SinkContext context, List<Integer> restored) {
                return new TransactionalWriter<>() {
                    @Override
                    public Integer prepare(long snapshot) {
                        return 1;
                    }

                    @Override
                    public void write(Batch<Integer> batch) {}

                    @Override
                    public void close() {
                        if (caller.equals("CLOSING")) {
                            System.exit(3);
                        }
                    }
                };
            }

            @Override
            public Committer<Integer> committer(SinkContext context) {
                return new Committer<>() {
                    @Override
                    public void recover(List<Integer> prepared) {}

                    @Override
                    public void commit(long snapshot, List<Integer> prepared) {
                        System.exit(3);
                    }
                };
            }

            @Override
            public Type<Integer> preparedType() {
                return Type.of(Integer.class);
            }
        }

        private static void end(String how, Engine engine, Job job, Job bystander) {
            switch (how) {
                case "CLOSE_ENGINE" -> engine.close();
                case "CLOSE_JOBS" -> {
                    bystander.close();
                    job.close();
                }
                default -> {
                    job.stop();
                    job.join();
                }
            }
        }
    }
}
