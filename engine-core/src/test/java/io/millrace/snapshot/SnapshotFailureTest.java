package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A snapshot that fails does so alone: the job goes on, and so do later snapshots. */
class SnapshotFailureTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PushSource<Long> numbers = Sources.push(64);
    private final FlakyStore store = new FlakyStore();

    private static final class Last extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> last = value("last", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            last.set(event);
            out.emit(event);
        }
    }

    private Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", numbers)
                .keyBy(number -> number % 8, Long.class)
                .process("last", Last::new)
                .to("out", Sinks.blockingCallback(event -> {}));
        return pipeline;
    }

    private static void failing() throws IOException {
        throw new IOException("no room on purpose");
    }

    private static void broken() {
        throw new IllegalStateException("broken on purpose");
    }

    @Test
    @DisplayName("EO-9: a job whose snapshots all fail works off its input nevertheless")
    void shouldGoOnWhenSnapshotsFail() {
        Seeds.check(30, seed -> {
            FlakyStore flaky = new FlakyStore();
            PushSource<Long> source = Sources.push(64);
            Pipeline pipeline = Pipeline.create("job");
            pipeline.source("numbers", source)
                    .keyBy(number -> number % 8, Long.class)
                    .process("last", Last::new)
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(flaky.snapshots().every(INTERVAL));
            run.steps(1);
            flaky.onWrite = seed % 2 == 0 ? SnapshotFailureTest::failing : SnapshotFailureTest::broken;
            LongStream.range(0, 10).forEach(source::emit);
            run.advance(INTERVAL.multipliedBy(3));
            assertThat(run.state()).isEqualTo(JobState.RUNNING);
            assertThat(run.metrics().snapshots().failed()).isGreaterThanOrEqualTo(3);
            assertThat(run.metrics().snapshots().completed()).isZero();
            assertThat(run.metrics().snapshots().latestFailure())
                    .get()
                    .asString()
                    .contains("on purpose");
            assertThatThrownBy(() -> run.snapshot("asked"))
                    .isInstanceOf(SnapshotFailedException.class)
                    .hasMessageContaining("of job 'job' cannot be written")
                    .hasMessageContaining("on purpose");
            flaky.onWrite = FlakyStore.NONE;
            LongStream.range(10, 20).forEach(source::emit);
            run.advance(INTERVAL.multipliedBy(2));
            assertThat(run.metrics().snapshots().latestFailure()).isEmpty();
            assertThat(run.output("out")).hasSize(20);
        });
    }

    @Test
    void shouldFailWhenTheLastSnapshotFailsTimeAndAgainThoughSinksWaitForIt() {
        Simulation run = Simulation.of(pipeline()).snapshots(store.snapshots().every(INTERVAL));
        run.steps(1);
        store.onWrite = SnapshotFailureTest::failing;
        numbers.emit(1L);
        numbers.complete();
        assertThatThrownBy(run::run)
                .cause()
                .isInstanceOf(SnapshotFailedException.class)
                .hasMessageContaining("its last snapshot has failed 5 times")
                .hasMessageContaining("what its sinks [out] have prepared since then is not committed")
                .hasMessageContaining("no room on purpose");
        assertThat(store.closed).isEqualTo(1);
    }

    @Test
    void shouldFailAloneWhenItTakesTooLong() {
        Seeds.check(30, seed -> {
            PushSource<Long> source = Sources.push(64);
            Pipeline pipeline = Pipeline.create("job");
            pipeline.source("numbers", source).to("out", Sinks.blockingCallback(event -> {}));
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(new FlakyStore()
                            .snapshots()
                            .every(Duration.ofSeconds(20))
                            .timeout(Duration.ofSeconds(5)));
            run.settle().hold("out");
            LongStream.range(0, 10).forEach(source::emit);
            run.advance(Duration.ofSeconds(21)).advance(Duration.ofSeconds(6));
            assertThat(run.state()).isEqualTo(JobState.RUNNING);
            assertThat(run.metrics().snapshots().failed()).isPositive();
            assertThat(run.metrics().snapshots().latestFailure())
                    .get()
                    .asString()
                    .contains("has taken longer than PT5S")
                    .contains("out-0");
            run.release("out").advance(Duration.ofSeconds(40));
            assertThat(run.metrics().snapshots().completed()).isPositive();
            assertThat(run.output("out")).hasSize(10);
        });
    }

    @Test
    void shouldGoOnWhenTheDiskIsFullForAWhile() {
        Seeds.check(30, seed -> {
            PushSource<Long> source = Sources.push(64);
            Pipeline pipeline = Pipeline.create("job");
            pipeline.source("numbers", source)
                    .keyBy(number -> number % 8, Long.class)
                    .process("last", Last::new)
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed);
            run.snapshots(Snapshots.in(run.disk(), Path.of("/snapshots")).every(INTERVAL));
            LongStream.range(0, 10).forEach(source::emit);
            run.advance(INTERVAL.multipliedBy(2));
            run.disk().plan(DiskFaults.none().capacity(0));
            LongStream.range(10, 20).forEach(source::emit);
            run.advance(INTERVAL.multipliedBy(3));
            assertThat(run.metrics().snapshots().failed()).isPositive();
            assertThat(run.state()).isEqualTo(JobState.RUNNING);
            run.disk().plan(DiskFaults.none());
            source.complete();
            run.run();
            assertThat(run.output("out")).hasSize(20).doesNotHaveDuplicates();
        });
    }
}
