package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Metrics;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.table.Versions.Version;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Joins with a table as of event time: what comes late, what is remembered for how long, what is said. */
class AsOfTest {

    private static final long HISTORY = 100;

    record Order(String item, String text) {}

    record Priced(String item, Long price, long time) {}

    private static OperatorHarness<Object, String> harness() throws Exception {
        return OperatorHarness.of(operator())
                .keyedBy(0, (Order order) -> order.item())
                .keyedBy(1, (Version<String, Long> version) -> version.key())
                .snapshots()
                .open();
    }

    private static AsOfRows<String, Order, Long, String> operator() {
        return operator(HISTORY);
    }

    private static AsOfRows<String, Order, Long, String> operator(long history) {
        return new AsOfRows<>(
                Order::item,
                (order, price) -> order.text() + " " + price,
                false,
                "prices",
                history,
                Type.of(Order.class),
                Type.of(Long.class));
    }

    private static void price(OperatorHarness<Object, String> harness, String item, Long price, long time)
            throws Exception {
        harness.event(1, new Version<>(item, price), time);
    }

    private static void order(OperatorHarness<Object, String> harness, String item, String text, long time)
            throws Exception {
        harness.event(0, new Order(item, text), time);
    }

    @Test
    void shouldTakeTheLastVersionOfTheSameTimeTheTableFirst() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        order(harness, "tea", "order", 10);
        price(harness, "tea", 1L, 10);
        price(harness, "tea", 2L, 10);
        price(harness, "tea", 3L, 11);
        harness.watermark(10);
        assertThat(harness.output()).containsExactly(new OperatorHarness.Emitted<>("order 2", 10));
    }

    @Test
    void shouldHoldTheWatermarkBelowWhatWaits() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        harness.watermark(5);
        order(harness, "tea", "order", 20);
        harness.restart(operator());
        assertThat(harness.watermark(10).watermark()).isEqualTo(10);
        harness.watermark(25);
        assertThat(harness.output()).containsExactly(new OperatorHarness.Emitted<>("order null", 20));
        assertThat(harness.watermark()).isEqualTo(25);
    }

    @Test
    void shouldSetLateEventsAsideAndCountThem() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        harness.watermark(10);
        order(harness, "tea", "late", 10);
        order(harness, "tea", "in time", 11);
        harness.watermark(20);
        assertThat(harness.output()).extracting(OperatorHarness.Emitted::value).containsExactly("in time null");
        assertThat(harness.sideOutput("late"))
                .containsExactly(new OperatorHarness.Emitted<>(new Order("tea", "late"), 10));
        assertThat(harness.count(Metrics.LATE)).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatHasNoTimestamp() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        assertThatThrownBy(() -> order(harness, "tea", "order", EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("order", "the event has no timestamp", ".timestamps(...)");
        assertThatThrownBy(() -> price(harness(), "tea", 1L, EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("tea", "'prices' has no timestamp", ".timestamps(...)");
        assertThat(harness.count(Metrics.LATE)).isZero();
    }

    @Test
    void shouldPutLateVersionsInTheirPlacesAndCountThem() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        price(harness, "tea", 1L, 10);
        price(harness, "tea", 3L, 30);
        harness.watermark(40);
        order(harness, "tea", "waits", 50);
        price(harness, "tea", 2L, 20);
        price(harness, "tea", 4L, 40);
        harness.watermark(60);
        assertThat(harness.output()).extracting(OperatorHarness.Emitted::value).containsExactly("waits 4");
        assertThat(harness.count(AsOfRows.LATE_VERSIONS)).isEqualTo(2);
    }

    @Test
    void shouldNotBringBackWhatWasDeletedMeanwhile() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        price(harness, "tea", 1L, 10);
        price(harness, "tea", null, 20);
        harness.watermark(50);
        price(harness, "tea", 2L, 15);
        order(harness, "tea", "within the history", 60);
        harness.watermark(500);
        price(harness, "tea", 3L, 16);
        order(harness, "tea", "beyond it", 600);
        harness.watermark(700);
        assertThat(harness.output())
                .extracting(OperatorHarness.Emitted::value)
                .containsExactly("within the history null", "beyond it null");
    }

    @Test
    void shouldTakeAVersionBeyondTheHistoryWhereAnOlderOneIsKnown() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        price(harness, "tea", 1L, 10);
        harness.watermark(500);
        price(harness, "tea", 2L, 20);
        order(harness, "tea", "order", 600);
        harness.watermark(700);
        assertThat(harness.output()).extracting(OperatorHarness.Emitted::value).containsExactly("order 2");
    }

    @Test
    void shouldRememberOneVersionBesidesTheHistoryAndNothingOfWhatWasDeletedBefore() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        for (long time = 0; time < 50; time++) {
            price(harness, "tea", time, time);
            price(harness, "item " + time, time, time);
            price(harness, "item " + time, null, time + 10);
        }
        harness.watermark(1_000);
        // tea
        assertThat(harness.keyedState().size()).isEqualTo(1);
        order(harness, "tea", "order", 2_000);
        harness.watermark(3_000);
        assertThat(harness.output()).extracting(OperatorHarness.Emitted::value).containsExactly("order 49");
        assertThat(harness.keyedState().size()).isEqualTo(1);
    }

    @Test
    void shouldRememberForAsLongAsTheNewVersionOfTheProgramSays() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        for (long time = 0; time < 50; time++) {
            price(harness, "tea", time, time);
        }
        price(harness, "milk", null, 50);
        order(harness, "tea", "waits", 70);
        harness.watermark(60).restart(operator(5)).watermark(61);
        price(harness, "tea", 100L, 47);
        harness.watermark(75);
        order(harness, "milk", "none", 80);
        harness.watermark(1_000).restart(operator(HISTORY)).watermark(2_000);
        assertThat(harness.output())
                .extracting(OperatorHarness.Emitted::value)
                .containsExactly("waits 49", "none null");
        // tea
        assertThat(harness.keyedState().size()).isEqualTo(1);
    }

    @Test
    void shouldTakeUpManyKeysAfterARestart() throws Exception {
        OperatorHarness<Object, String> harness = harness();
        for (int key = 0; key < 5_000; key++) {
            price(harness, "item " + key, (long) key, 10);
            order(harness, "item " + key, "order", 20);
        }
        harness.restart(operator()).watermark(15).restart(operator());
        for (int key = 0; key < 5_000; key++) {
            price(harness, "item " + key, -1L, 21);
        }
        harness.watermark(20);
        assertThat(harness.output())
                .extracting(OperatorHarness.Emitted::value)
                .doesNotHaveDuplicates()
                .hasSize(5_000)
                .doesNotContain("order -1", "order null");
    }

    @Test
    void shouldPauseAnywhereAndGoOn() throws Exception {
        OperatorHarness<Object, String> harness = harness().room(1);
        for (int i = 0; i < 5; i++) {
            order(harness, "tea", "tea", 10 + i);
            order(harness, "milk", "milk", 10 + i);
        }
        price(harness, "tea", 1L, 12);
        harness.watermark(12);
        assertThat(harness.output())
                .extracting(OperatorHarness.Emitted::value)
                .containsExactlyInAnyOrder("tea null", "tea null", "tea 1", "milk null", "milk null", "milk null");
        harness.watermark(100);
        assertThat(harness.output()).hasSize(10);
        assertThat(harness.pauses()).isGreaterThan(3);
    }

    @Test
    void shouldNameOperatorEventAndKeyWhenTheFunctionFails() throws Exception {
        OperatorHarness<Object, String> harness = OperatorHarness.of(new AsOfRows<String, Order, Long, String>(
                        Order::item,
                        (order, price) -> null,
                        false,
                        "prices",
                        HISTORY,
                        Type.of(Order.class),
                        Type.of(Long.class)))
                .keyedBy(0, (Order order) -> order.item())
                .keyedBy(1, (Version<String, Long> version) -> version.key())
                .open();
        order(harness, "tea", "order", 10);
        assertThatThrownBy(() -> harness.watermark(10))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("tea")
                .hasStackTraceContaining("the function of the join returned null");
    }

    @Test
    void shouldSayThatEventsWaitForTheTable() throws Exception {
        PushSource<Priced> prices = Sources.push(10);
        PushSource<Priced> orders = Sources.push(10);
        Pipeline pipeline = Pipeline.create("shop");
        Table<String, Long> table = pipeline.source("prices", prices)
                .timestamps(Timestamps.millis(Priced::time), Watermarks.ascending())
                .keyBy(Priced::item)
                .join(Tables.upserts("price list", Priced::price, Long.class));
        pipeline.source("orders", orders)
                .timestamps(Timestamps.millis(Priced::time), Watermarks.ascending())
                .keyBy(Priced::item)
                .join(table.asOfEventTime(Duration.ofSeconds(1)))
                .inner("priced", (order, price) -> order.item() + price)
                .to("out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).parallelism(1).seed(1).settle();
        prices.emit(new Priced("tea", 1L, 5));
        orders.emit(new Priced("tea", null, 100));
        orders.emit(new Priced("tea", null, 200));
        assertThat(simulation.settle().output("out")).isEmpty();
        Explanation explanation = simulation.explain("priced", "tea");
        assertThat(explanation.toString()).contains("priced", "prices");
        prices.emit(new Priced("milk", 1L, 150));
        assertThat(simulation.settle().output("out")).containsExactly("tea1");
    }
}
