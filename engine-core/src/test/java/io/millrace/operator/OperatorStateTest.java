package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.AggregatingState;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an operator of one's own can keep. */
class OperatorStateTest {

    /** Of a key, at a time; with a timer {@code due}, or without if that is {@link EventTime#NONE}. */
    record Event(String key, String text, long due) {}

    /** What it keeps of a key, as text. */
    private static String told(
            ValueState<Integer> value,
            ListState<String> list,
            MapState<String, Integer> map,
            AggregatingState<String, Long> latest) {
        return value.getOr(0) + " " + list.elements() + " " + map.size() + " " + latest.get();
    }

    /** The greatest timestamp. */
    private static final class Latest implements Aggregate<String, long[], Long> {
        private static final long serialVersionUID = 1;

        @Override
        public long[] create() {
            return new long[] {EventTime.NONE};
        }

        @Override
        public void add(long[] accumulator, String event, long timestamp) {
            accumulator[0] = Math.max(accumulator[0], timestamp);
        }

        @Override
        public void merge(long[] accumulator, long[] other) {
            accumulator[0] = Math.max(accumulator[0], other[0]);
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public Type<long[]> accumulatorType(Type<?> events) {
            return Type.of(long[].class);
        }
    }

    /** What both declare. */
    private record Specs(
            ValueSpec<Integer> value,
            ListSpec<String> list,
            MapSpec<String, Integer> map,
            AggregateSpec<String, long[], Long> latest) {
        static Specs of(Ttl ttl) {
            return new Specs(
                    ValueSpec.of("value", Integer.class).ttl(ttl),
                    ListSpec.of("list", String.class).ttl(ttl),
                    MapSpec.of("map", String.class, Integer.class).ttl(ttl),
                    AggregateSpec.<String, long[], Long>of("latest", new Latest())
                            .ttl(ttl));
        }
    }

    private static final class AllStates extends KeyedProcess<String, Event, String> {
        private final ValueState<Integer> value;
        private final ListState<String> list;
        private final MapState<String, Integer> map;
        private final AggregatingState<String, Long> latest;
        private final Timer timer = eventTimer("timer", (context, out) -> tell(out));

        AllStates(Specs specs) {
            value = value(specs.value());
            list = list(specs.list());
            map = map(specs.map());
            latest = aggregating(specs.latest());
        }

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            if (event.due() != EventTime.NONE) {
                timer.set(Instant.ofEpochMilli(event.due()));
            } else if (!event.text().isEmpty()) {
                value.set(value.getOr(0) + 1);
                list.add(event.text());
                map.put(event.text(), 1);
                latest.add(event.text());
            }
            tell(out);
        }

        private void tell(Emitter<String> out) {
            out.emit(told(value, list, map, latest));
        }
    }

    /** Does the same. */
    private static final class Own implements Operator<Event, String> {
        private final Specs specs;
        private KeyedState<String> keys;
        private ValueState<Integer> value;
        private ListState<String> list;
        private MapState<String, Integer> map;
        private AggregatingState<String, Long> latest;
        private TimerQueue<String> timers;
        private int row;

        Own(Specs specs) {
            this.specs = specs;
        }

        @Override
        public void open(OperatorContext context) {
            keys = context.keyedState();
            value = keys.state(specs.value());
            list = keys.state(specs.list());
            map = keys.state(specs.map());
            latest = keys.state(specs.latest());
            timers = keys.timers("timer");
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<String> out) {
            for (; row < batch.size(); row++) {
                if (!out.hasRoom()) {
                    return false;
                }
                Event event = batch.value(row);
                keys.currentKey(event.key(), batch.hash(row), batch.timestamp(row));
                if (event.due() != EventTime.NONE) {
                    timers.set(event.key(), batch.hash(row), event.due());
                } else if (!event.text().isEmpty()) {
                    value.set(value.getOr(0) + 1);
                    list.add(event.text());
                    map.put(event.text(), 1);
                    latest.add(event.text());
                }
                tell(out);
            }
            row = 0;
            return true;
        }

        @Override
        public boolean onWatermark(long watermark, Output<String> out) {
            while (timers.nextDue() <= watermark && timers.size() > 0) {
                if (!out.hasRoom()) {
                    return false;
                }
                timers.pollDue(watermark);
                keys.currentEventTimer(timers);
                tell(out);
            }
            return true;
        }

        private void tell(Output<String> out) {
            out.emit(told(value, list, map, latest), keys.currentTimestamp());
        }
    }

    private static Ttl ttl(SplittableRandom random) {
        Duration duration = Duration.ofMillis(1 + random.nextInt(200));
        Ttl ttl = random.nextBoolean() ? Ttl.eventTime(duration) : Ttl.processingTime(duration);
        return random.nextBoolean() ? ttl : ttl.refreshedOnRead();
    }

    private static <O> OperatorHarness<Event, O> harness(Operator<Event, O> operator) throws Exception {
        return OperatorHarness.of(operator).keyedBy(Event::key).snapshots().open();
    }

    @Test
    void shouldKeepAndExpireAsAProcessDoes() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Specs specs = Specs.of(ttl(random));
            int room = 1 + random.nextInt(3);
            OperatorHarness<Event, String> process = harness(
                            Operators.<String, Event, String>process(Event::key, new AllStates(specs)))
                    .room(room);
            OperatorHarness<Event, String> own = harness(new Own(specs)).room(room);
            long watermark = EventTime.NONE;
            for (int i = 0; i < 300; i++) {
                long now = i * 10L;
                switch (random.nextInt(10)) {
                    case 0, 1 -> {
                        watermark = Math.max(watermark, now - random.nextInt(80));
                        process.watermark(watermark);
                        own.watermark(watermark);
                    }
                    case 2 -> {
                        Duration more = Duration.ofMillis(random.nextInt(100));
                        process.advance(more);
                        own.advance(more);
                    }
                    case 3 -> {
                        process.restart(Operators.<String, Event, String>process(Event::key, new AllStates(specs)));
                        own.restart(new Own(specs));
                    }
                    default -> {
                        String text = random.nextInt(3) == 0 ? "" : "t" + random.nextInt(3);
                        long due = random.nextInt(4) == 0 ? now + 1 + random.nextInt(150) : EventTime.NONE;
                        Event event = new Event("k" + random.nextInt(4), text, due);
                        long timestamp = now - random.nextInt(100);
                        process.event(event, timestamp);
                        own.event(event, timestamp);
                    }
                }
                assertThat(own.takeOutput()).isEqualTo(process.takeOutput());
                assertThat(own.keyedState().size())
                        .isEqualTo(process.keyedState().size());
            }
            process.watermark(EventTime.MAX);
            own.watermark(EventTime.MAX);
            assertThat(own.takeOutput()).isEqualTo(process.takeOutput());
        });
    }

    private static final long PANE = 50;

    /** Lists and counts by pane, told when the pane is over. */
    private static final class Panes implements Operator<Event, String> {
        private KeyedState<String> keys;
        private StateTable<String, ElementList<String>> texts;
        private StateTable<String, ElementMap<String, Integer>> counts;

        @Override
        public void open(OperatorContext context) {
            keys = context.keyedState();
            texts = keys.table(ListSpec.of("texts", String.class));
            counts = keys.table(MapSpec.of("counts", String.class, Integer.class));
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<String> out) {
            for (int row = 0; row < batch.size(); row++) {
                Event event = batch.value(row);
                long pane = Math.floorDiv(batch.timestamp(row), PANE);
                texts.slice(pane).getOrAdd(event.key(), batch.hash(row)).append(event.text());
                ElementMap<String, Integer> map = counts.slice(pane).getOrAdd(event.key(), batch.hash(row));
                int hash = map.hash(event.text());
                Integer before = map.get(event.text(), hash);
                map.put(event.text(), hash, before == null ? 1 : before + 1);
            }
            return true;
        }

        @Override
        public boolean onWatermark(long watermark, Output<String> out) {
            Slice<String, ElementList<String>> pane = texts.firstSlice();
            for (; pane != null && (pane.namespace() + 1) * PANE <= watermark; pane = texts.firstSlice()) {
                Slice<String, ElementMap<String, Integer>> maps = counts.slice(pane.namespace());
                for (Cursor<String, ElementList<String>> at = pane.cursor(); at.next(); ) {
                    Map<String, Integer> counted = new TreeMap<>();
                    for (Cursor<String, Integer> each =
                                    maps.get(at.key(), at.hash()).cursor();
                            each.next(); ) {
                        counted.put(each.key(), each.value());
                    }
                    out.emit(pane.namespace() + " " + at.key() + " " + at.value() + " " + counted, EventTime.NONE);
                }
                counts.drop(pane.namespace());
                texts.drop(pane.namespace());
            }
            return true;
        }
    }

    @Test
    void shouldKeepListsAndMapsByNamespace() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            OperatorHarness<Event, String> harness = harness(new Panes());
            NavigableMap<Long, Map<String, List<String>>> model = new TreeMap<>();
            NavigableMap<Long, Map<String, List<String>>> atBarrier = null;
            for (int i = 0; i < 400; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> {
                        harness.watermark(i * 3L);
                        assertThat(harness.takeOutput().stream().map(OperatorHarness.Emitted::value))
                                .containsExactlyInAnyOrderElementsOf(over(model, i * 3L));
                    }
                    case 1 -> {
                        harness.takeOutput();
                        if (atBarrier == null) {
                            harness.beginSnapshot();
                            atBarrier = copy(model);
                        } else {
                            harness.restore(new Panes(), harness.endSnapshot());
                            harness.takeOutput();
                            model = atBarrier;
                            atBarrier = null;
                        }
                    }
                    case 2 -> harness.writeSnapshot(1 + random.nextInt(5));
                    default -> {
                        Event event = new Event("k" + random.nextInt(5), "t" + random.nextInt(4), EventTime.NONE);
                        long timestamp = i * 3L + random.nextInt(120);
                        harness.event(event, timestamp);
                        model.computeIfAbsent(Math.floorDiv(timestamp, PANE), any -> new TreeMap<>())
                                .computeIfAbsent(event.key(), any -> new ArrayList<>())
                                .add(event.text());
                    }
                }
            }
        });
    }

    /** What the panes that are over have, which then go. */
    private static List<String> over(NavigableMap<Long, Map<String, List<String>>> panes, long watermark) {
        List<String> told = new ArrayList<>();
        while (!panes.isEmpty() && (panes.firstKey() + 1) * PANE <= watermark) {
            Map.Entry<Long, Map<String, List<String>>> pane = panes.pollFirstEntry();
            pane.getValue()
                    .forEach((key, texts) -> told.add(pane.getKey() + " " + key + " " + texts + " " + counts(texts)));
        }
        return told;
    }

    private static NavigableMap<Long, Map<String, List<String>>> copy(
            NavigableMap<Long, Map<String, List<String>>> panes) {
        NavigableMap<Long, Map<String, List<String>>> copy = new TreeMap<>();
        panes.forEach((pane, keys) -> {
            copy.put(pane, new TreeMap<>());
            keys.forEach((key, texts) -> copy.get(pane).put(key, new ArrayList<>(texts)));
        });
        return copy;
    }

    private static final class Belated implements Operator<Event, String> {
        private final boolean asksInOpen;
        private OperatorContext context;

        Belated(boolean asksInOpen) {
            this.asksInOpen = asksInOpen;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            if (asksInOpen) {
                context.keyedState();
            }
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<String> out) {
            context.keyedState().state(ValueSpec.of("late", Integer.class));
            return true;
        }
    }

    @Test
    void shouldRefuseStateThatIsDeclaredBehindOpen() throws Exception {
        OperatorHarness<Event, String> harness = harness(new Belated(true));
        assertThatThrownBy(() -> harness.event(new Event("k", "t", EventTime.NONE), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'late'")
                .hasMessageContaining("declare it in open");
        for (boolean asksInOpen : new boolean[] {true, false}) {
            Pipeline pipeline = Pipeline.create("belated");
            pipeline.source("events", Sources.of(new Event("k", "t", EventTime.NONE)))
                    .keyBy(Event::key)
                    .transform(OperatorSpec.<Event, String>stateful("own", "own", () -> new Belated(asksInOpen)))
                    .to("out", Sinks.discard());
            assertThatThrownBy(() -> Simulation.of(pipeline).run())
                    .hasMessageContaining("'own'")
                    .hasMessageContaining("in open");
        }
    }

    private static Map<String, Integer> counts(List<String> texts) {
        Map<String, Integer> counts = new TreeMap<>();
        texts.forEach(text -> counts.merge(text, 1, Integer::sum));
        return counts;
    }
}
