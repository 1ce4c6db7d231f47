package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.function.SupplierFn;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.operator.UnevenGroupsTest.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What windows lose and tell nobody of is named by the ledger. */
class LostWindowsTest {

    private static final List<Event> EVENTS = LongStream.range(0, 400)
            .mapToObj(each -> new Event("key-" + each % 5, each, 10 * each))
            .toList();

    /** Does harm to the windows behind the first batch. */
    private static final class Harmed implements Operator<Event, String> {

        private final WindowOperator<String, Event, String> operator;
        private final Consumer<WindowKind<String, Event, ?, ?>> harm;
        private boolean done;

        private Harmed(WindowOperator<String, Event, String> operator, Consumer<WindowKind<String, Event, ?, ?>> harm) {
            this.operator = operator;
            this.harm = harm;
        }

        @Override
        public void open(OperatorContext context) {
            operator.open(context);
        }

        @Override
        public void onRestored() throws Exception {
            operator.onRestored();
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<String> out) {
            boolean processed = operator.process(input, batch, out);
            if (processed && !done) {
                harm.accept(operator.windows);
                done = true;
            }
            return processed;
        }

        @Override
        public boolean onWatermark(long watermark, Output<String> out) {
            return operator.onWatermark(watermark, out);
        }

        @Override
        public Optional<Account> account() {
            return operator.account();
        }
    }

    /** Forgets each seventh event. */
    private static final class Forgetful<A, R> extends WindowKind<String, Event, A, R> {

        private Forgetful(WindowLogic<String, Event, A, R, ?> logic) {
            super(logic);
        }

        static <A, R> WindowOperator<String, Event, String> operator(WindowLogic<String, Event, A, R, String> logic) {
            return new WindowOperator<>(logic, new Forgetful<>(logic));
        }

        @Override
        Taken process(Event event, String key, int hash, long timestamp) {
            return event.value() % 7 == 0 ? Taken.NOT : Taken.IN;
        }

        @Override
        boolean onTime(long newTime) {
            return true;
        }

        @Override
        long nextDue() {
            return EventTime.MAX;
        }

        @Override
        Outstanding outstanding(String key, int hash) {
            return new Outstanding.Nothing();
        }

        @Override
        Account.Held held() {
            return new Account.Held("windows", 0, 0, 0);
        }
    }

    private static void loseAKey(WindowKind<String, Event, ?, ?> windows) {
        if (windows instanceof PaneWindows<String, Event, ?, ?> panes) {
            loseAKey(panes.panes.first());
        } else if (windows instanceof TrailingWindows<String, Event, ?, ?> trailing) {
            loseAKey(trailing.sequences.youngest());
        } else {
            loseATimer((KeyedWindows<String, Event, ?, ?>) windows);
        }
    }

    private static <A> void loseATimer(KeyedWindows<String, Event, A, ?> windows) {
        Cursor<String, KeyedPane<String, A>> keys = windows.windows.firsts().cursor();
        keys.next();
        windows.timers.cancel(keys.peek());
    }

    private static <V> void loseAKey(Slice<String, V> of) {
        Cursor<String, V> keys = of.cursor();
        keys.next();
        of.remove(keys.key(), keys.hash());
    }

    private static void run(long seed, SupplierFn<Operator<Event, String>> windows) {
        Pipeline pipeline = Pipeline.create("lossy");
        pipeline.source("events", Sources.collection(EVENTS))
                .typed(Event.class)
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .keyBy(Event::key, String.class)
                .transform(OperatorSpec.stateful("window", "counts", windows).onEventTime())
                .to("out", Sinks.discard());
        Simulation.of(pipeline).seed(seed).parallelism(1).batchSize(16).run();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeNamedWhereTheStateLosesAKey(Kind kind) {
        Seeds.check(
                5,
                seed -> assertThatThrownBy(
                                () -> run(seed, () -> new Harmed(kind.operator(0), LostWindowsTest::loseAKey)))
                        .isInstanceOf(SimulationException.class)
                        .hasMessageContaining("'counts' of task events-0 has begun ")
                        .hasMessageContaining(": 1 missing"));
    }

    @Test
    void shouldBeNamedWhereAnEventIsDroppedWithoutAWord() {
        Seeds.check(
                5,
                seed -> assertThatThrownBy(() -> run(
                                seed,
                                () -> Forgetful.operator(
                                        Script.logic(Emission.atEnd(new Values<>(false, List::size)), 0))))
                        .isInstanceOf(SimulationException.class)
                        .hasMessageContaining("'counts' of task events-0 has taken in ")
                        .hasMessageContaining(" missing"));
    }
}
