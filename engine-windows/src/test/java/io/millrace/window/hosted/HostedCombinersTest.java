package io.millrace.window.hosted;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.graph.Node;
import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.PackedRow;
import io.millrace.host.Plan;
import io.millrace.metrics.Metrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowedResults;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Senders in other processes than the windows put events together, and are not told what those have come to. */
class HostedCombinersTest {

    private static final int EVENTS = 100;
    private static final KeyedExtension<Integer, Integer, WindowedStream<Integer, Integer>> TUMBLING =
            Windows.tumbling(ofSeconds(50));

    /** An event each second, of two keys. */
    private static EventStream<Integer> events(Pipeline pipeline) {
        return pipeline.source("in", Sources.generate(index -> (int) index).count(EVENTS))
                .typed(Integer.class)
                .timestamps(Timestamps.millis(each -> each * 1_000L), Watermarks.ascending())
                .typed(Integer.class);
    }

    private static Plan plan(
            KeyedExtension<Integer, Integer, WindowedStream<Integer, Integer>> windows,
            UnaryOperator<WindowedResults<Integer, Integer, Long>> andThen) {
        Pipeline pipeline = Pipeline.create("job");
        andThen.apply(events(pipeline)
                        .keyBy(each -> each % 2, Integer.class)
                        .window(windows)
                        .aggregate("windows", Aggregates.count()))
                .map(result -> result.key() + ": " + result.value() + " from "
                        + result.start().getEpochSecond())
                .typed(String.class)
                .rebalance()
                .map(text -> text)
                .to("out", Sinks.discard());
        return Plan.of(pipeline.graph(), 1);
    }

    private static Plan plan() {
        return plan(TUMBLING, results -> results);
    }

    /** What the task of the source sends. */
    private static OneHost sent(Plan plan) {
        OneHost host = new OneHost();
        try (HostedTask source = HostedTaskTest.begun(plan.task("in"), host)) {
            while (source.poll() != Fetch.END) {
                // until there is nothing left
            }
        }
        return host;
    }

    private static void give(HostedTask windows, OneHost sender) {
        for (int row = 0, hash = 0; row < sender.told.size(); row++) {
            Object told = sender.told.get(row);
            if (!(told instanceof String signal)) {
                windows.row(0, told, timestamp(told), sender.hashes.get(hash++));
            } else if (signal.startsWith("W")) {
                windows.watermark(0, Long.parseLong(signal.substring(1)));
            }
        }
    }

    private static long timestamp(Object told) {
        return told instanceof Integer number ? number * 1_000L : 0;
    }

    private static long count(HostedTask windows, String counter) {
        return windows.metrics().operators().get("windows").counters().get(counter);
    }

    @Test
    void shouldBeSentAFewRowsInPlaceOfManyEvents() {
        Plan plan = plan().withCombiners();
        OneHost sender = sent(plan);
        assertThat(sender.hashes).hasSize(4);
        assertThat(sender.told.stream().filter(PackedRow.class::isInstance)).hasSize(4);
        OneHost host = new OneHost();
        try (HostedTask windows = HostedTaskTest.begun(plan.task("windows"), host)) {
            give(windows, sender);
            assertThat(count(windows, Metrics.COMBINED)).isEqualTo(EVENTS - 4);
        }
        assertThat(host.told)
                .contains("0: 25 from 0", "1: 25 from 0", "0: 25 from 50", "1: 25 from 50")
                .filteredOn(told -> told.toString().contains("from"))
                .hasSize(4);
    }

    /** As when a source is read again from an earlier place: half of its events are behind what the windows have come to. */
    @Test
    void shouldCountTheSameEventsAsLateThoughTheyComeTogether() throws Exception {
        for (Plan plan : List.of(plan(), plan().withCombiners())) {
            OneHost host = new OneHost();
            try (HostedTask windows = restoredAt(60_000, plan, host)) {
                give(windows, sent(plan));
                assertThat(count(windows, Metrics.LATE)).as(plan.text()).isEqualTo(EVENTS / 2);
            }
            assertThat(host.told)
                    .filteredOn(told -> told.toString().contains("from"))
                    .containsExactlyInAnyOrder("0: 25 from 50", "1: 25 from 50");
        }
    }

    private static HostedTask restoredAt(long watermark, Plan plan, OneHost host) throws IOException {
        Map<Integer, ByteArrayOutputStream> groups = new TreeMap<>();
        byte[] parts;
        try (HostedTask before = HostedTaskTest.begun(plan.task("windows"), new OneHost())) {
            before.watermark(0, watermark);
            HostedSnapshot snapshot =
                    before.snapshot(1, group -> groups.computeIfAbsent(group, unused -> new ByteArrayOutputStream()));
            assertThat(snapshot.passes()).isTrue();
            while (!snapshot.write()) {
                // in portions
            }
            parts = snapshot.parts();
        }
        List<InputStream> streams = groups.values().stream()
                .<InputStream>map(bytes -> new ByteArrayInputStream(bytes.toByteArray()))
                .toList();
        HostedTask task = HostedTask.open(plan.task("windows"), host, 0, List.of(parts), streams);
        task.begin();
        return task;
    }

    /** More than a step may send: the barrier waits for it, and nobody but the task knows when that has gone. */
    @Test
    void shouldHaveTheBarrierPassWithoutAWakeHoweverMuchGoesBeforeIt() {
        int keys = 1_500;
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.generate(index -> index).count(4L * keys))
                .typed(Long.class)
                .timestamps(Timestamps.millis(each -> each), Watermarks.ascending())
                .keyBy(each -> each % keys, Long.class)
                .window(Windows.tumbling(ofSeconds(50)))
                .aggregate("windows", Aggregates.count())
                .to("out", Sinks.discard());
        Plan plan = Plan.of(pipeline.graph(), 1).withCombiners();
        OneHost host = new OneHost();
        try (HostedTask source = HostedTaskTest.begun(plan.task("in"), host)) {
            while (source.metrics().eventsIn() < 2L * keys) {
                source.poll();
            }
            HostedSnapshot snapshot = source.snapshot(1, group -> OutputStream.nullOutputStream());
            while (!snapshot.passes()) {
                assertThat(source.nanosToWake()).isZero();
            }
        }
        assertThat(host.told.stream().filter(PackedRow.class::isInstance)).hasSize(keys);
    }

    @Test
    void shouldBeSentEventsWhereTheyHaveToBeToldApart() {
        assertThat(combiners(plan(TUMBLING, HostedCombinersTest::withLateEvents)))
                .isEmpty();
        assertThat(combiners(plan(Windows.sliding(ofSeconds(50), ofSeconds(10)), results -> results)))
                .isEmpty();
        assertThat(combiners(plan())).containsExactly("combiner of windows");
    }

    private static WindowedResults<Integer, Integer, Long> withLateEvents(
            WindowedResults<Integer, Integer, Long> results) {
        results.late().to("late", Sinks.discard());
        return results;
    }

    @Test
    void shouldBeSentEventsWhereNobodyKnowsHowToWriteKeys() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.generate(index -> index).count(EVENTS))
                .typed(Long.class)
                .timestamps(Timestamps.millis(each -> each), Watermarks.ascending())
                .keyBy(each -> List.of(each))
                .window(Windows.tumbling(ofSeconds(1)))
                .aggregate("windows", Aggregates.count())
                .to("out", Sinks.discard());
        assertThat(combiners(Plan.of(pipeline.graph(), 1))).isEmpty();
    }

    private static List<String> combiners(Plan plan) {
        return plan.withCombiners().tasks().stream()
                .flatMap(task -> task.nodes().stream())
                .map(Node::label)
                .filter(label -> label.startsWith("combiner"))
                .toList();
    }

    @Test
    void shouldFailByTheNameOfTheWindowsWhenARowIsNoSuchThing() {
        Plan plan = plan().withCombiners();
        PackedRow sound = (PackedRow) sent(plan).told.get(0);
        byte[] longer = Arrays.copyOf(sound.bytes(), sound.bytes().length + 1);
        for (byte[] damaged : List.of(new byte[1], longer)) {
            HostedTask windows = HostedTaskTest.begun(plan.task("windows"), new OneHost());
            assertThatThrownBy(() -> windows.row(0, new PackedRow(damaged), 0, 0))
                    .hasStackTraceContaining("events that were put together for 'windows' cannot be read: ")
                    .hasStackTraceContaining("go on from a snapshot with nothing on its way between tasks");
        }
    }

    /** As when somebody reads late events in a new version, to which rows of the old one are still on their way. */
    @Test
    void shouldRefuseEventsThatWerePutTogetherWhereTheyAreToBeToldApart() {
        Plan plan = plan();
        PackedRow row = (PackedRow) sent(plan.withCombiners()).told.get(0);
        try (HostedTask windows = HostedTaskTest.begun(plan.task("windows"), new OneHost())) {
            assertThatThrownBy(() -> windows.row(0, row, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which takes them one by one")
                    .hasMessageContaining("go on from a snapshot with nothing on its way between tasks");
        }
    }

    private record Name(int number) {}

    /** Has a hash, and cannot be written. */
    private static final class Unwritable implements Serde<Name> {

        private static final long serialVersionUID = 1;

        @Override
        public void write(Name name, DataOutput out) {
            throw new UnsupportedOperationException("names are secret");
        }

        @Override
        public Name read(DataInput in) {
            throw new UnsupportedOperationException("names are secret");
        }

        @Override
        public int hash(Name name) {
            return name.number();
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    @Test
    void shouldFailByTheNameOfTheWindowsWhenAKeyCannotBeWritten() {
        Pipeline pipeline = Pipeline.create("job").serde(Name.class, new Unwritable());
        events(pipeline)
                .keyBy(Name::new, Name.class)
                .window(Windows.tumbling(ofSeconds(50)))
                .aggregate("windows", Aggregates.count())
                .to("out", Sinks.discard());
        Plan plan = Plan.of(pipeline.graph(), 1).withCombiners();
        assertThatThrownBy(() -> sent(plan))
                .hasStackTraceContaining("events that were put together for 'windows' cannot be written: ")
                .hasStackTraceContaining("names are secret");
    }
}
