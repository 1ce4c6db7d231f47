package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.table.Versions.Version;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the rows of a table end: at which timestamps, and where a new version of the program says something else. */
class TableTtlTest {

    record Edit(String user, String tier, long time) {}

    private static final Ttl BY_CLOCK = Ttl.processingTime(Duration.ofSeconds(10));

    private static Upserts<String, Edit, String> table(Ttl ttl) {
        return new Upserts<>(Edit::user, Edit::tier, Type.of(String.class), ttl);
    }

    private static Ttl eventTime(long millis) {
        return Ttl.eventTime(Duration.ofMillis(millis));
    }

    private static OperatorHarness<Edit, TableChange<String, String>> harness(Ttl ttl) throws Exception {
        return OperatorHarness.of(table(ttl))
                .keyedBy((Edit edit) -> edit.user())
                .snapshots()
                .open();
    }

    private static void edit(OperatorHarness<Edit, ?> harness, String user, String tier, long time) throws Exception {
        harness.event(new Edit(user, tier, time), time);
    }

    private static Emitted<TableChange<String, String>> deleted(String user, String tier, long time) {
        return new Emitted<>(new TableChange<>(user, tier, null), time);
    }

    @Test
    void shouldDeleteByTheClockBehindTheWatermarkAndNotBeforeTheRow() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(BY_CLOCK);
        edit(harness, "ada", "gold", 100);
        edit(harness, "bob", "gold", 80);
        edit(harness, "bob", "gold", 130);
        edit(harness, "cid", "gold", 20);
        edit(harness, "dan", "gold", 120);
        edit(harness, "dan", "silver", 60);
        harness.watermark(50);
        harness.takeOutput();
        harness.restart(table(BY_CLOCK)).advance(Duration.ofSeconds(11));
        assertThat(harness.output())
                .containsExactlyInAnyOrder(
                        deleted("ada", "gold", 100),
                        deleted("bob", "gold", 130),
                        deleted("cid", "gold", 51),
                        deleted("dan", "silver", 120));
        assertThat(harness.sideOutput("versions"))
                .contains(
                        new Emitted<>(new Version<>("ada", null), 100), new Emitted<>(new Version<>("cid", null), 51));
    }

    @Test
    void shouldFollowWhatOneBatchSaysOfAKeyEventByEvent() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(null);
        edit(harness, "ada", "gold", 100);
        harness.takeOutput();
        Batch<Edit> edits = new Batch<>(8);
        edits.add(new Edit("ada", null, 110), 110);
        edits.add(new Edit("ada", "silver", 120), 120);
        edits.add(new Edit("bob", "gold", 130), 130);
        edits.add(new Edit("bob", "gold", 140), 140);
        edits.add(new Edit("ada", null, 150), 150);
        harness.batch(0, edits);
        assertThat(harness.output())
                .containsExactly(
                        deleted("ada", "gold", 110),
                        new Emitted<>(new TableChange<>("ada", null, "silver"), 120),
                        new Emitted<>(new TableChange<>("bob", null, "gold"), 130),
                        deleted("ada", "silver", 150));
    }

    @Test
    void shouldDeleteByTheClockAtTheTimeOfTheRowWhereThereIsNoWatermark() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(BY_CLOCK);
        edit(harness, "ada", "gold", 100);
        harness.takeOutput();
        harness.advance(Duration.ofSeconds(11));
        assertThat(harness.output()).containsExactly(deleted("ada", "gold", 100));
    }

    @Test
    void shouldDeleteNothingByTheClockBehindTheEndOfTheData() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(BY_CLOCK);
        edit(harness, "ada", "gold", 100);
        harness.watermark(EventTime.MAX);
        harness.takeOutput();
        harness.advance(Duration.ofSeconds(11));
        assertThat(harness.output()).isEmpty();
    }

    @Test
    void shouldNotFindARowAsOfATimeBehindItsEndByTheClock() {
        PushSource<Edit> edits = Sources.push(100);
        PushSource<Edit> visits = Sources.push(100);
        Pipeline pipeline = Pipeline.create("ends");
        Watermarks<Object> lagging = Watermarks.boundedOutOfOrderness(Duration.ofMillis(50));
        Table<String, String> tiers = pipeline.source("edits", edits)
                .timestamps(Timestamps.millis(Edit::time), lagging)
                .keyBy(Edit::user)
                .join(Tables.upserts("tiers", Edit::tier, Type.of(String.class), BY_CLOCK));
        pipeline.source("visits", visits)
                .timestamps(Timestamps.millis(Edit::time), lagging)
                .keyBy(Edit::user)
                .join(tiers.asOfEventTime(Duration.ofSeconds(1)))
                .left("visited", (visit, tier) -> visit.time() + " " + tier)
                .to("out", Sinks.discard());
        Simulation simulation =
                Simulation.of(pipeline).parallelism(1).seed(3).steadyClock().settle();
        edits.emit(new Edit("ada", "gold", 100));
        visits.emit(new Edit("ada", "", 99));
        simulation.settle().advance(Duration.ofSeconds(11)).settle();
        edits.emit(new Edit("bob", "gold", 1_000));
        visits.emit(new Edit("ada", "", 500));
        visits.emit(new Edit("bob", "", 1_000));
        assertThat(simulation.settle().output("out")).containsExactly("99 null", "500 null");
    }

    @Test
    void shouldCountRowsFromBeforeThereWasATtlAsJustUsed() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(null);
        int keys = 3_000;
        for (int i = 0; i < keys; i++) {
            edit(harness, "user " + i, "gold", i == 0 ? 150 : 0);
        }
        harness.watermark(60);
        harness.takeOutput();
        harness.restart(table(eventTime(40))).watermark(100);
        edit(harness, "user 1", "gold", 120);
        harness.watermark(139);
        assertThat(harness.output()).isEmpty();
        harness.watermark(140);
        assertThat(harness.takeOutput()).hasSize(keys - 2).contains(deleted("user 2", "gold", 140));
        harness.watermark(200);
        assertThat(harness.output()).containsExactly(deleted("user 1", "gold", 160), deleted("user 0", "gold", 190));
        assertThat(harness.pauses()).as("so many keys at a time").isGreaterThan(1);
    }

    @Test
    void shouldCountRowsFromBeforeThereWasATtlByTheClockAsJustUsed() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(null);
        edit(harness, "ada", "gold", 100);
        harness.takeOutput();
        harness.advance(Duration.ofSeconds(60)).restart(table(BY_CLOCK)).advance(Duration.ofSeconds(9));
        assertThat(harness.output()).isEmpty();
        harness.advance(Duration.ofSeconds(2));
        assertThat(harness.output()).containsExactly(deleted("ada", "gold", 100));
    }

    @Test
    void shouldApplyAShorterTtlToRowsThatAreThere() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(eventTime(10_000));
        edit(harness, "ada", "gold", 100);
        edit(harness, "bob", "gold", 480);
        harness.watermark(500);
        harness.takeOutput();
        harness.restart(table(eventTime(50))).watermark(510);
        assertThat(harness.takeOutput())
                .as("behind what the watermark has passed")
                .containsExactly(deleted("ada", "gold", 501));
        harness.watermark(530);
        assertThat(harness.output()).containsExactly(deleted("bob", "gold", 530));
    }

    @Test
    void shouldApplyAShorterTtlByTheClockToRowsThatAreThere() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(Ttl.processingTime(Duration.ofDays(1)));
        edit(harness, "ada", "gold", 100);
        harness.takeOutput();
        harness.advance(Duration.ofHours(2)).restart(table(Ttl.processingTime(Duration.ofHours(3))));
        harness.advance(Duration.ofMinutes(59));
        assertThat(harness.output()).isEmpty();
        harness.advance(Duration.ofMinutes(2));
        assertThat(harness.output()).containsExactly(deleted("ada", "gold", 100));
    }

    @Test
    void shouldApplyALongerTtlToRowsThatAreThere() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(eventTime(50));
        edit(harness, "ada", "gold", 100);
        harness.takeOutput();
        harness.watermark(120).restart(table(eventTime(1_000))).watermark(1_099);
        assertThat(harness.output()).isEmpty();
        harness.watermark(1_100);
        assertThat(harness.output()).containsExactly(deleted("ada", "gold", 1_100));
    }

    @Test
    void shouldRefuseAnEventWithoutTimestampWhereTheTtlGoesByEventTime() throws Exception {
        OperatorHarness<Edit, TableChange<String, String>> harness = harness(eventTime(50));
        assertThatThrownBy(() -> edit(harness, "ada", "gold", EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("ada", "has no timestamp", ".timestamps(...)");
    }
}
