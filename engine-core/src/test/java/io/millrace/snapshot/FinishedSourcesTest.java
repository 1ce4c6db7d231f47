package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Snapshots of jobs of which a part has worked off its input, and of those that have worked off all of it. */
class FinishedSourcesTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger processed = new AtomicInteger();

    /** Counts events, tells the number at the end of the data, and counts how often it is told of that. */
    private final class Counting implements Operator<Long, Long> {

        private ListState<Long> count;
        private long events;

        @Override
        public void open(OperatorContext context) {
            count = context.operatorState(new ListSpec<>("count", Type.of(Long.class)), Redistribution.SPLIT);
            events = count.elements().stream().mapToLong(each -> each).sum();
        }

        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            events += batch.size();
            processed.addAndGet(batch.size());
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Long> out) {
            count.clear();
            count.add(events);
            return true;
        }

        @Override
        public boolean onEndOfData(Output<Long> out) {
            ends.incrementAndGet();
            out.emit(events, 0);
            return true;
        }
    }

    private EventStream<Long> counting(EventStream<Long> in, String name) {
        return in.transform(OperatorSpec.<Long, Long>stateful("counting", name, Counting::new))
                .parallelism(1);
    }

    @Test
    @DisplayName("CB-17: snapshots go on while some sources have finished, and when all have")
    void shouldTakeSnapshotsWhateverPartHasFinished() {
        Seeds.check(100, seed -> {
            ends.set(0);
            List<PushSource<Long>> sources = List.of(Sources.push(16), Sources.push(16), Sources.push(16));
            Pipeline pipeline = Pipeline.create("finishing");
            EventStream<Long> all = null;
            for (int i = 0; i < sources.size(); i++) {
                EventStream<Long> one = pipeline.source("source-" + i, sources.get(i));
                all = all == null ? one : all.merge(one);
            }
            counting(all, "count").to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).snapshots(NEVER);
            sources.forEach(source -> source.emit(1L));
            assertThat(run.settle().snapshot("all").jobComplete()).isFalse();
            sources.get(0).complete();
            sources.get(1).emit(2L);
            assertThat(run.settle().snapshot("two").jobComplete()).isFalse();
            assertThat(ends).hasValue(0);
            sources.get(1).complete();
            sources.get(2).complete();
            run.run();
            assertThat(run.metrics().snapshots().latest()).get().matches(SnapshotInfo::jobComplete);
            assertThat(ends).hasValue(1);
            assertThat(run.output("out")).containsExactly(4L);
        });
    }

    @Test
    @DisplayName("CB-18: a job stays alive until a snapshot that has its final state is safe, not an older one")
    void shouldNotEndBeforeItsFinalStateIsSafe() {
        Seeds.check(100, seed -> {
            FlakyStore store = new FlakyStore();
            Pipeline pipeline = Pipeline.create("final");
            PushSource<Long> numbers = Sources.push(16);
            counting(pipeline.source("numbers", numbers), "count").to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(store.snapshots().every(Duration.ofMinutes(1)));
            numbers.emit(1L);
            run.settle();
            store.onWrite = () -> {
                throw new IOException("on purpose");
            };
            numbers.emit(2L);
            numbers.complete();
            run.settle();
            assertThat(run.state()).isEqualTo(JobState.RUNNING);
            assertThat(run.output("out")).isEmpty();
            store.onWrite = FlakyStore.NONE;
            run.run();
            assertThat(run.state()).isEqualTo(JobState.FINISHED);
            assertThat(run.output("out")).containsExactly(2L);
        });
    }

    @Test
    @DisplayName("CB-19: what had finished before the snapshot is not told of the end again, and emits nothing again")
    void shouldNotEndTwiceWhenRestored() {
        Seeds.check(100, seed -> {
            ends.set(0);
            processed.set(0);
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("ended");
            PushSource<Long> open = Sources.push(16);
            counting(pipeline.source("finite", Sources.of(1L, 2L, 3L)), "count").to("out", Sinks.discard());
            pipeline.source("open", open).to("rest", Sinks.discard());
            Simulation run =
                    Simulation.of(pipeline).seed(seed).snapshots(NEVER).restart(Restart.fixedDelay(3, Duration.ZERO));
            run.settle().snapshot(null);
            assertThat(ends).hasValue(1);
            assertThat(processed).hasValue(3);
            PushSource<Long> next = Sources.push(16);
            Pipeline again = Pipeline.create("ended");
            counting(again.source("finite", Sources.of(1L, 2L, 3L)), "count").to("out", Sinks.discard());
            again.source("open", next).to("rest", Sinks.discard());
            run.cancel();
            Simulation second =
                    run.next(again).parallelism(1 + random.nextInt(3)).snapshots(NEVER);
            second.settle();
            next.complete();
            second.run();
            assertThat(ends).hasValue(1);
            assertThat(processed).hasValue(3);
            assertThat(second.output("out")).containsExactly(3L);
        });
    }

    @Test
    void shouldEndAtOnceWhenItWasComplete() {
        Pipeline pipeline = Pipeline.create("complete");
        counting(pipeline.source("numbers", Sources.of(1L, 2L)), "count").to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).snapshots(NEVER).run();
        Simulation again = run.next(pipeline).snapshots(NEVER).run();
        assertThat(again.state()).isEqualTo(JobState.FINISHED);
        assertThat(again.output("out")).containsExactly(2L);
        assertThat(processed).hasValue(2);
    }

    @Test
    @DisplayName("EO-10: a snapshot asked for before the job has begun succeeds; a graceful restart repeats nothing")
    void shouldRepeatNothingWhenStoppedAndGoneOnWith() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("graceful");
            pipeline.source("numbers", Sources.generate(index -> index).count(200))
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).snapshots(NEVER);
            assertThat(run.snapshot("early").name()).contains("early");
            for (int i = 0; i < 3; i++) {
                run.steps(random.nextInt(30)).stop();
                run = run.run().next(pipeline).snapshots(NEVER);
            }
            run.run();
            assertThat(run.output("out")).hasSize(200).doesNotHaveDuplicates();
        });
    }
}
