package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.state.store.MemoryStore;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is away holds up what becomes visible, and nothing else. */
@Timeout(120)
class HangingCommitTest {

    private static final int EVENTS = 2_000;

    private static Pipeline pipeline(Vault vault, Vault other, int tasks) {
        Pipeline pipeline = Pipeline.create("two sinks");
        pipeline.serde(Vault.Ticket.class, new Vault.TicketSerde());
        var numbers = pipeline.source(
                        "numbers", Sources.generate(index -> index).count(EVENTS))
                .rebalance()
                .map(number -> number)
                .parallelism(tasks);
        Mishaps none = new Mishaps(new Tally());
        numbers.to("away", new VaultSink(vault, none));
        numbers.to("there", new VaultSink(other, none));
        return pipeline;
    }

    private static List<Object> all() {
        return LongStream.range(0, EVENTS).<Object>mapToObj(number -> number).toList();
    }

    @Test
    void shouldKeepInSnapshotsWhatIsPreparedUntilItIsCommitted() {
        Seeds.check(30, seed -> {
            Vault away = new Vault();
            Vault there = new Vault();
            Simulation run = Simulation.of(pipeline(away, there, 1 + (int) (seed % 3)))
                    .seed(seed)
                    .batchSize(3)
                    .edgeCapacity(1)
                    .snapshots(Duration.ofMillis(1));
            run.steps(0).hold("away-commit");
            for (int i = 0; i < 2_000 && run.metrics().snapshots().completed() < 3; i++) {
                run.steps(4);
                run.clock().advance(Duration.ofMillis(1));
            }
            // Committers have threads of their own, which may be a step behind.
            for (int i = 0; i < 200 && !hasTold(run, there); i++) {
                run.steps(1);
            }
            assertThat(run.metrics().snapshots().completed()).isGreaterThanOrEqualTo(2);
            CommitMetrics behind = run.metrics().commits().get("away");
            assertThat((long) behind.waiting())
                    .isEqualTo(run.metrics().snapshots().completed());
            assertThat(behind.committed()).isZero();
            assertThat(run.metrics().commits().get("there").committed()).isPositive();
            assertThat(away.visible()).isEmpty();
            assertThat(there.visible()).isNotEmpty();
            // As if it were killed while the broker is away.
            Simulation next = run.next(pipeline(away, there, 1 + (int) (seed % 4)))
                    .batchSize(2)
                    .snapshots(Duration.ofMillis(1));
            run.disk().kill();
            next.run();
            for (Vault vault : List.of(away, there)) {
                assertThat(vault.visible()).containsExactlyInAnyOrderElementsOf(all());
                assertThat(vault.undecided()).isEmpty();
                assertThat(vault.wrong()).isEmpty();
            }
        });
    }

    private static boolean hasTold(Simulation run, Vault there) {
        return run.metrics().commits().get("away").waiting()
                        == run.metrics().snapshots().completed()
                && !there.visible().isEmpty();
    }

    /** Commits when it is let, or is interrupted. */
    private static final class AwaySink implements TransactionalSink<Object, Long> {

        private static final long serialVersionUID = 1;

        private final transient CountDownLatch back;
        private final transient CountDownLatch interrupted = new CountDownLatch(1);

        private AwaySink(CountDownLatch back) {
            this.back = back;
        }

        @Override
        public SinkWriter<Object> open(SinkContext context) {
            throw new IllegalStateException("there are snapshots");
        }

        @Override
        public TransactionalWriter<Object, Long> openTransactional(SinkContext context, List<Long> restored) {
            return new TransactionalWriter<>() {
                @Override
                public void write(Batch<Object> batch) {}

                @Override
                public Long prepare(long snapshot) {
                    return snapshot;
                }
            };
        }

        @Override
        public Committer<Long> committer(SinkContext context) {
            assertThat(context.subtask()).isEqualTo(SinkContext.COMMITTER);
            return new Committer<>() {
                @Override
                public void recover(List<Long> prepared) {}

                @Override
                public void commit(long snapshot, List<Long> prepared) throws InterruptedException {
                    try {
                        back.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }
            };
        }

        @Override
        public Type<Long> preparedType() {
            return Type.of(Long.class);
        }
    }

    private static Job start(Engine engine, AwaySink sink, CountDownLatch snapshots) {
        Pipeline pipeline = Pipeline.create("away");
        pipeline.source("numbers", Sources.generate(index -> index).rate(10_000))
                .to("away", sink);
        return engine.start(
                pipeline,
                JobOptions.parallelism(2)
                        .withSnapshots(Snapshots.in(MemoryStore::new, "memory").every(Duration.ofMillis(1)))
                        .withListener(new JobListener() {
                            @Override
                            public void onSnapshotComplete(SnapshotInfo snapshot) {
                                snapshots.countDown();
                            }
                        }));
    }

    @Test
    void shouldTakeSnapshotsAndBeCancelledWhileACommitHangs() throws Exception {
        AwaySink sink = new AwaySink(new CountDownLatch(1));
        CountDownLatch snapshots = new CountDownLatch(20);
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = start(engine, sink, snapshots);
            snapshots.await();
            job.cancel();
            assertThat(job.join()).isEqualTo(JobState.CANCELLED);
            sink.interrupted.await();
            CommitMetrics commits = job.metrics().commits().get("away");
            assertThat(commits.committed()).isZero();
            assertThat(commits.waiting()).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void shouldEndWhenWhatHasHungIsCommitted() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        CountDownLatch snapshots = new CountDownLatch(5);
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = start(engine, new AwaySink(back), snapshots);
            snapshots.await();
            job.stop();
            assertThat(job.join(Duration.ZERO)).isFalse();
            back.countDown();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            CommitMetrics commits = job.metrics().commits().get("away");
            assertThat(commits.waiting()).isZero();
            assertThat(commits.committed())
                    .isEqualTo(job.metrics().snapshots().latest().orElseThrow().id());
        }
    }
}
