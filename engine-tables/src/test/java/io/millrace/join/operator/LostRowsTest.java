package io.millrace.join.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Account;
import io.millrace.metrics.LedgerEntry;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedSides;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a join keeps is in the ledger, and what it loses of that is named. */
class LostRowsTest {

    private static final List<Integer> NUMBERS =
            IntStream.range(0, 400).mapToObj(each -> 10 * each).toList();

    /** Loses the rows of a key of the first pane behind the first batch, if it is to. */
    private static final class Harmed implements Operator<Object, String> {

        private final JoinOperator<Integer, String> operator =
                new JoinOperator<>(new JoinLogic<Integer, Integer, Integer, Integer, String>(
                        LostRowsTest::key,
                        LostRowsTest::key,
                        Type.of(Integer.class),
                        Type.of(Integer.class),
                        Reach.within(-100, 100),
                        0,
                        true,
                        false,
                        null,
                        (left, right) -> left + " " + right));
        private boolean harms;

        private Harmed(boolean harms) {
            this.harms = harms;
        }

        @Override
        public void open(OperatorContext context) {
            operator.open(context);
        }

        @Override
        public void onRestored() {
            operator.onRestored();
        }

        @Override
        public boolean process(int input, Batch<Object> batch, Output<String> out) throws Exception {
            boolean processed = operator.process(input, batch, out);
            if (processed && harms && input == 1) {
                loseAKey(operator.table.firstSlice());
                harms = false;
            }
            return processed;
        }

        private static void loseAKey(Slice<Integer, TimedSides<Object, Object>> slice) {
            Cursor<Integer, ?> keys = slice.cursor();
            keys.next();
            slice.remove(keys.key(), keys.hash());
        }

        @Override
        public boolean onWatermark(long watermark, Output<String> out) throws Exception {
            return operator.onWatermark(watermark, out);
        }

        @Override
        public long earliestKept() {
            return operator.earliestKept();
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<String> out) throws Exception {
            return operator.beforeSnapshot(snapshot, out);
        }

        @Override
        public boolean onEndOfData(Output<String> out) throws Exception {
            return operator.onEndOfData(out);
        }

        @Override
        public Optional<Account> account() {
            return operator.account();
        }
    }

    private static int key(int number) {
        return number % 7;
    }

    private static KeyedStream<Integer, Integer> numbers(Pipeline pipeline, String name) {
        return pipeline.source(name, Sources.collection(NUMBERS))
                .typed(Integer.class)
                .throttle(100, Duration.ofSeconds(1))
                .timestamps(Timestamps.millis(each -> each), Watermarks.ascending())
                .keyBy(LostRowsTest::key, Integer.class);
    }

    private static Simulation simulation(long seed, boolean harms) {
        Pipeline pipeline = Pipeline.create("pairs");
        numbers(pipeline, "left")
                .transform(
                        OperatorSpec.<Object, String>stateful("join", "pairs", () -> new Harmed(harms))
                                .onEventTime(),
                        numbers(pipeline, "right"))
                .to("out", Sinks.discard());
        return Simulation.of(pipeline).seed(seed).batchSize(8);
    }

    @Test
    void shouldBeNamedByTheLedger() {
        Seeds.check(
                5,
                seed -> assertThatThrownBy(
                                () -> simulation(seed, true).parallelism(1).run())
                        .isInstanceOf(SimulationException.class)
                        .hasMessageContaining("'pairs' of task pairs-0 has begun ")
                        .hasMessageContaining(": 1 missing"));
    }

    @Test
    void shouldBeAccountedForWhereNothingIsLostAlsoBehindACrash() {
        Seeds.check(20, seed -> {
            Simulation run = simulation(seed, false).snapshots(Duration.ofSeconds(1));
            run.advance(Duration.ofSeconds(2)).crashAndRestore().run();
            LedgerEntry panes = run.ledger().of("panes of pairs");

            assertThat(panes.in()).isPositive();
            assertThat(panes.out() - panes.in()).isEqualTo(panes.restored().orElseThrow());
            assertThat(panes.kept()).hasValue(0);
        });
    }
}
