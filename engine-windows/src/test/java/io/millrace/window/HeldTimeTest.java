package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that keep events, and hold event time or their task as long as somebody else has not answered. */
class HeldTimeTest {

    record Click(String user, long time) {}

    /** Keeps the clicks of one user until it is woken, or waits at each of them. */
    private static final class Keeping implements Operator<Click, Click> {

        private final boolean waits;
        private final List<Click> kept = new ArrayList<>();
        private OperatorContext context;
        private Runnable waker;
        private boolean answered;
        private boolean untilSnapshot;
        private Click next;

        private Keeping(boolean waits) {
            this.waits = waits;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            waker = context.waker();
        }

        private void answer() {
            answered = true;
            waker.run();
        }

        @Override
        public boolean process(int input, Batch<Click> batch, Output<Click> out) {
            for (int row = 0; row < batch.size(); row++) {
                Click click = batch.value(row);
                if (click.user().equals("kept") && waits && !answered) {
                    context.awaitWake();
                    return false;
                }
                if (click.user().equals("kept") && !waits) {
                    kept.add(click);
                } else {
                    out.emit(click, batch.timestamp(row));
                }
            }
            return true;
        }

        @Override
        public boolean onWake(Output<Click> out) {
            if (next != null) {
                kept.add(next);
                next = null;
                return true;
            }
            kept.forEach(click -> out.emit(click, click.time()));
            kept.clear();
            return true;
        }

        @Override
        public void onSnapshotComplete(long snapshot) {
            if (untilSnapshot) {
                kept.clear();
            }
        }

        @Override
        public boolean onEndOfData(Output<Click> out) {
            if (!kept.isEmpty()) {
                context.awaitWake();
            }
            return kept.isEmpty();
        }

        @Override
        public long earliestKept() {
            return kept.stream().mapToLong(Click::time).min().orElse(EventTime.MAX);
        }
    }

    private final PushSource<Click> left = Sources.push(64);
    private final PushSource<Click> right = Sources.push(64);
    private final List<String> fired = new ArrayList<>();

    private Simulation windows(Keeping keeping) {
        return simulation(keeping).settle();
    }

    private Simulation simulation(Keeping keeping) {
        Pipeline pipeline = Pipeline.create("site");
        EventStream<Click> kept = timed(pipeline.source("left", left))
                .transform(OperatorSpec.<Click, Click>stateful("keeping", "keeping", () -> keeping));
        kept.merge(timed(pipeline.source("right", right)))
                .keyBy(Click::user)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("clicks", Aggregates.count())
                .map(window -> window.key() + "@" + window.start().toEpochMilli() + "=" + window.value())
                .peek(fired::add)
                .to("out", Sinks.discard());
        return Simulation.of(pipeline).steadyClock().seed(1).batchSize(1);
    }

    private static EventStream<Click> timed(EventStream<Click> clicks) {
        return clicks.timestamps(
                Timestamps.millis(Click::time),
                Watermarks.boundedOutOfOrderness(Duration.ZERO).idleAfter(Duration.ofSeconds(1)));
    }

    @Test
    void shouldNotBeIdleWhileItKeepsWhatMayGiveResults() {
        Keeping keeping = new Keeping(false);
        Simulation run = windows(keeping);
        left.emit(new Click("kept", 5));
        run.settle().advance(Duration.ofSeconds(5));
        right.emit(new Click("bob", 5));
        right.emit(new Click("bob", 25));
        assertThat(run.settle().output("out")).isEmpty();
        keeping.answer();
        assertThat(run.settle().output("out")).containsExactlyInAnyOrder("bob@0=1", "kept@0=1");
        end(run);
    }

    @Test
    void shouldNotBeIdleAnyMoreWhenItBeginsToKeepWhatMayGiveResults() {
        Keeping keeping = new Keeping(false);
        Simulation run = windows(keeping);
        left.emit(new Click("ann", 5));
        right.emit(new Click("bob", 25));
        run.settle().advance(Duration.ofSeconds(5));
        right.emit(new Click("bob", 45));
        run.settle();
        keeping.next = new Click("kept", 55);
        keeping.waker.run();
        run.settle();
        right.emit(new Click("bob", 75));
        right.emit(new Click("bob", 95));
        assertThat(run.settle().output("out")).containsExactlyInAnyOrder("ann@0=1", "bob@20=1");
        keeping.answer();
        assertThat(run.settle().output("out")).contains("bob@40=1", "kept@50=1", "bob@70=1");
        assertThat(run.metrics().late()).isZero();
        end(run);
    }

    @Test
    void shouldPassTimeOnWhenASnapshotHasItLetGo() {
        Keeping keeping = new Keeping(false);
        keeping.untilSnapshot = true;
        Simulation run = simulation(keeping).snapshots(Duration.ofDays(1)).settle();
        left.emit(new Click("kept", 5));
        left.emit(new Click("bob", 45));
        right.emit(new Click("bob", 45));
        right.emit(new Click("bob", 5));
        assertThat(run.settle().output("out")).isEmpty();
        run.snapshot("s");
        run.settle();
        assertThat(fired).containsExactly("bob@0=1");
        end(run);
    }

    @Test
    void shouldSayWhoHoldsEventTimeBack() {
        Keeping keeping = new Keeping(false);
        Simulation run = windows(keeping);
        left.emit(new Click("kept", 5));
        left.emit(new Click("bob", 25));
        left.emit(new Click("bob", 45));
        right.emit(new Click("bob", 45));
        Explanation explanation = run.settle().explain("clicks", "bob");
        assertThat(explanation.cause()).isEqualTo(Cause.HELD_BY_OPERATOR);
        assertThat(explanation.toString())
                .contains("Operator 'keeping' of task left-0", "holds event time back")
                .contains("1970-01-01T00:00:00.004Z");
        keeping.answer();
        end(run);
    }

    @Test
    void shouldSayWhoWaitsToBeWoken() {
        Keeping keeping = new Keeping(true);
        Simulation run = windows(keeping);
        left.emit(new Click("kept", 5));
        right.emit(new Click("bob", 25));
        right.emit(new Click("bob", 45));
        run.settle().advance(Duration.ofSeconds(20));
        Explanation explanation = run.explain("clicks", "bob");
        assertThat(explanation.cause()).isEqualTo(Cause.HELD_BY_OPERATOR);
        assertThat(explanation.toString()).contains("Operator 'keeping' of task left-0 waits to be woken");
        keeping.answer();
        end(run);
    }

    @Test
    void shouldSayThatAConsumerWaitsToBeWokenWhenItHoldsItsProducerBack() {
        List<Keeping> keeping = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("site");
        EventStream<Click> clicks = timed(pipeline.source("left", left));
        clicks.rebalance()
                .transform(OperatorSpec.<Click, Click>stateful("keeping", "keeping", () -> {
                    keeping.add(new Keeping(true));
                    return keeping.get(keeping.size() - 1);
                }))
                .to("kept", Sinks.discard());
        clicks.keyBy(Click::user)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("clicks", Aggregates.count())
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline)
                .steadyClock()
                .parallelism(2)
                .seed(1)
                .batchSize(1)
                .edgeCapacity(1)
                .settle();
        for (int time = 5; time < 15; time++) {
            left.emit(new Click("kept", time));
        }
        run.settle().advance(Duration.ofSeconds(20));
        Explanation explanation = run.explain("clicks", "kept");
        assertThat(explanation.cause()).isEqualTo(Cause.HELD_BY_OPERATOR);
        assertThat(explanation.toString())
                .contains("is held back", "Operator 'keeping' of task keeping-", " waits to be woken");
        keeping.forEach(Keeping::answer);
        left.complete();
        run.run();
    }

    private void end(Simulation run) {
        left.complete();
        right.complete();
        run.run();
    }

    @Test
    void shouldHoldEventTimeInAHarnessToo() throws Exception {
        Keeping keeping = new Keeping(false);
        OperatorHarness<Click, Click> harness =
                OperatorHarness.of(keeping).open().watermark(3);
        harness.event(new Click("kept", 7), 7).watermark(20);
        assertThat(harness.watermark()).isEqualTo(6);
        harness.endOfData();
        assertThat(harness.hasEnded()).isFalse();
        keeping.answer();
        harness.wake();
        assertThat(harness.watermark()).isEqualTo(20);
        assertThat(harness.hasEnded()).isTrue();
        assertThat(harness.output()).hasSize(1);
    }

    @Test
    void shouldTakeNothingInAHarnessWhileItWaits() throws Exception {
        Keeping keeping = new Keeping(true);
        OperatorHarness<Click, Click> harness =
                OperatorHarness.of(keeping).open().event(new Click("kept", 7), 7);
        assertThat(harness.isWaiting()).isTrue();
        assertThatThrownBy(() -> harness.event(new Click("bob", 8), 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits to be woken");
        assertThat(harness.wake().isWaiting()).isTrue();
        assertThatThrownBy(harness::beginSnapshot)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lets a barrier pass");
        keeping.answer();
        assertThat(harness.wake().isWaiting()).isFalse();
        assertThat(harness.output()).hasSize(1);
    }
}
