package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.job.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a job says of itself, whether or not anybody asks. */
@Timeout(60)
class JobLogTest {

    @TempDir
    private Path directory;

    private static final Logger LOG = Logger.getLogger("io.millrace.job");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            records.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
    }

    private List<String> lines(String job, Level level) {
        return records.stream()
                .filter(line -> line.getLevel().equals(level))
                .map(LogRecord::getMessage)
                .filter(text -> text.contains("'" + job + "'"))
                .toList();
    }

    private static Pipeline dividing(String name, Source<Integer> source) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source).map(x -> 10 / x).named("divide").to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldSayOnceThatAJobHasFailedWhenNobodyAsks() throws Exception {
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(dividing("unasked", Sources.of(0)), JobOptions.parallelism(3));
            CompletableFuture<Integer> ended =
                    job.onEnd().handle((state, failure) -> 1).toCompletableFuture();
            ended.get();
            assertThat(catchThrowable(job::join)).isNotNull();
            job.close();
        }
        assertThat(lines("unasked", Level.SEVERE))
                .singleElement()
                .asString()
                .contains("job 'unasked' has failed")
                .contains("operator 'divide' failed on 0")
                .contains("/ by zero")
                .contains("JobLogTest.java")
                .contains("onError(...)");
        assertThat(lines("unasked", Level.INFO)).hasSize(2);
        assertThat(lines("unasked", Level.INFO).get(1))
                .contains("has ended FAILED after")
                .contains("1 event");
    }

    /** Its lines come one behind the other all the same. */
    @Test
    void shouldNotHaveTheJobWaitForALoggerThatWhoeverStartsItIsIn() {
        try (Engine engine = Engine.withWorkers(1)) {
            Handler waiting = new Handler() {
                @Override
                public void publish(LogRecord line) {
                    if (line.getMessage().contains("'slow' runs")) {
                        engine.jobs().get(0).join();
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            LOG.addHandler(waiting);
            try {
                Pipeline pipeline = Pipeline.create("slow");
                pipeline.source("numbers", Sources.of(1, 2, 3)).to("out", Sinks.discard());
                engine.start(pipeline);
            } finally {
                LOG.removeHandler(waiting);
            }
        }
        assertThat(lines("slow", Level.INFO)).hasSize(2);
        assertThat(lines("slow", Level.INFO).get(1)).contains("has ended FINISHED");
    }

    @Test
    void shouldSayWhenItStartsAndEnds() {
        try (Engine engine = Engine.withWorkers(2)) {
            Pipeline pipeline = Pipeline.create("fine");
            pipeline.source("numbers", Sources.of(1, 2, 3)).to("out", Sinks.discard());
            engine.start(pipeline).join();
        }
        assertThat(lines("fine", Level.INFO)).hasSize(2);
        assertThat(lines("fine", Level.INFO).get(0)).contains("1 task, 2 workers, begins at the beginning");
        assertThat(lines("fine", Level.INFO).get(1))
                .contains("has ended FINISHED after")
                .contains("3 events");
        assertThat(lines("fine", Level.SEVERE)).isEmpty();
    }

    @Test
    void shouldSayWhyItStartsAgain() {
        try (Engine engine = Engine.withWorkers(2)) {
            PushSource<Integer> source = Sources.push(16);
            Job job = engine.start(
                    dividing("again", source),
                    JobOptions.parallelism(1).withRestart(Restart.fixedDelay(2, Duration.ZERO)));
            source.emit(0);
            source.emit(1);
            source.complete();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(lines("again", Level.INFO)).hasSize(3);
        assertThat(lines("again", Level.INFO).get(1))
                .contains("starts again, attempt 2, at once, since it has failed: ")
                .contains("operator 'divide' failed on 0");
        assertThat(lines("again", Level.SEVERE)).isEmpty();
    }

    @Test
    void shouldTellTheCauseToWhoeverListensForTheEnd() {
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(dividing("heard", Sources.of(0)));
            CompletableFuture<Throwable> heard = new CompletableFuture<>();
            assertThat(job.onEnd().whenComplete((state, failure) -> heard.complete(failure)))
                    .isNotNull();
            assertThat(heard.join())
                    .isInstanceOf(OperatorException.class)
                    .hasRootCauseInstanceOf(ArithmeticException.class);
            assertThat(job.failure()).containsSame(heard.join());
            assertThat(catchThrowable(job::join)).isSameAs(heard.join());
        }
    }

    @Test
    void shouldThrowFromCloseWhenNobodyHasBeenTold() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(dividing("closed", Sources.of(0)));
            while (!job.state().isTerminal()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(job::close).hasMessageContaining("operator 'divide' failed on 0");
            job.close();
        }
        assertThat(lines("closed", Level.SEVERE)).hasSize(1);
    }

    @Test
    void shouldNotThrowFromCloseWhenTheJobWasWell() {
        try (Engine engine = Engine.withWorkers(1)) {
            PushSource<Integer> source = Sources.push(16);
            Job job = engine.start(dividing("cancelled", source));
            job.close();
            assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        }
        assertThat(lines("cancelled", Level.SEVERE)).isEmpty();
        assertThat(lines("cancelled", Level.INFO).get(1)).contains("has ended CANCELLED");
    }

    @Test
    void shouldSayOnStandardErrorThatAJobHasFailedWhenNobodyAsks() throws Exception {
        String output = run(Careless.class, 0);
        assertThat(output.lines().filter(line -> line.startsWith("SEVERE: ")))
                .singleElement()
                .asString()
                .contains("job 'careless' has failed: ")
                .contains("operator 'divide' failed on 0")
                .contains("/ by zero");
    }

    /** A program that looks at nothing. */
    static final class Careless {

        private Careless() {}

        public static void main(String[] args) throws InterruptedException {
            Engine engine = Engine.create();

            Job job = engine.start(dividing("careless", Sources.of(0)));
            while (!job.state().isTerminal()) {
                Thread.onSpinWait();
            }
        }
    }

    private String run(Class<?> program, int status) throws Exception {
        ForkedJvm jvm = ForkedJvm.run(directory, List.of("-Duser.language=en"), program);
        assertThat(jvm.exitValue()).as(jvm.output()).isEqualTo(status);
        return jvm.output();
    }

    @Test
    void shouldSayThatTheJvmEndsUnderAJobThatNobodyWaitsFor() throws Exception {
        String output = run(Forgetful.class, 0);
        // Twice where java.util.logging closes its handler just behind the line.
        assertThat(output.lines().filter(line -> line.contains("the JVM ends though")))
                .as(output)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("WARNING: ")
                        && line.contains("job 'forgotten' is RUNNING")
                        && line.contains("Have the program wait for the job with join()"));
    }

    /** A program whose main ends while the job runs. */
    static final class Forgetful {

        private Forgetful() {}

        public static void main(String[] args) {
            Engine engine = Engine.create();
            Job unused = engine.start(dividing("forgotten", Sources.push(1)));
        }
    }

    @Test
    void shouldSayWhatFailsWhileTheJvmShutsDown() throws Exception {
        String output = run(FailingLate.class, 3);
        assertThat(output.lines().filter(line -> line.matches("(SEVERE|ERROR): .*")))
                .as(output)
                .isNotEmpty()
                .allMatch(line -> line.contains("job 'late' has failed: ") && line.contains("/ by zero"));
        assertThat(output).doesNotContain("the JVM ends though");
    }

    /** Fails in a shutdown hook, when java.util.logging has closed its handlers, or is about to. */
    static final class FailingLate {

        private FailingLate() {}

        public static void main(String[] args) {
            PushSource<Integer> numbers = Sources.push(1);
            Job job = Engine.create().start(dividing("late", numbers));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                numbers.emit(0);
                while (!job.state().isTerminal()) {
                    Thread.onSpinWait();
                }
            }));
            System.exit(3);
        }
    }
}
