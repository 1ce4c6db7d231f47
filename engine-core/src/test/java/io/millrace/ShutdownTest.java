package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A function calls {@code System.exit}, and a shutdown hook ends what the engine does. */
class ShutdownTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "WORKER, CLOSE_ENGINE",
        "WORKER, CLOSE_JOBS",
        "WORKER, STOP_AND_JOIN",
        "SINK, CLOSE_ENGINE",
        "SINK, STOP_AND_JOIN",
        "END, CLOSE_ENGINE",
        "HOOKED, CLOSE_ENGINE",
        "HOOKED, STOP_AND_JOIN"
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

    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Engine engine = Engine.withWorkers(1);
            PushSource<Integer> numbers = Sources.push(16);
            Job bystander = engine.start(bystander());
            CompletableFuture<Void> hooked = new CompletableFuture<>();
            Job job = engine.start(exiting(arguments[0], numbers, hooked));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                long begun = System.nanoTime();
                hooked.complete(null);
                try {
                    end(arguments[1], engine, job, bystander);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
                System.out.println("hook took "
                        + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
            }));
            job.onEnd().thenRun(() -> System.exit(3));
            numbers.emit(1);
            if (arguments[0].equals("END")) {
                job.cancel();
            } else if (arguments[0].equals("HOOKED")) {
                System.exit(3);
            }
            Thread.currentThread().join();
        }

        private static Pipeline bystander() {
            Pipeline pipeline = Pipeline.create("bystander");
            pipeline.source("numbers", Sources.generate(number -> number).rate(1_000))
                    .to("nothing", Sinks.discard());
            return pipeline;
        }

        private static Pipeline exiting(String caller, PushSource<Integer> numbers, CompletableFuture<Void> hooked) {
            Pipeline pipeline = Pipeline.create("exiting");
            pipeline.source("numbers", numbers)
                    .peek(number -> {
                        if (caller.equals("HOOKED")) {
                            hooked.get();
                        }
                        if (caller.equals("HOOKED") || caller.equals("WORKER")) {
                            System.exit(3);
                        }
                    })
                    .to("exits", Sinks.blockingCallback(number -> {
                        if (caller.equals("SINK")) {
                            System.exit(3);
                        }
                    }));
            return pipeline;
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
