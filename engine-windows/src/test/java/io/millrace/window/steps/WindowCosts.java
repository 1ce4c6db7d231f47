package io.millrace.window.steps;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import io.millrace.window.model.Triggers;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Window operators under loads of two sizes: what they do for an event or a result, in steps. Given as a callable that
 * answers for each load, because that is a type that is the same outside of a {@link CountingLoader}.
 */
public final class WindowCosts implements Callable<Function<Object[], long[]>> {

    /** From event to event, in milliseconds. */
    private static final int PACE = 10;

    /** An event: its key, and its time. */
    public record Event(String key, long time) {}

    /** In which order events come. */
    enum Order {
        IN_ORDER,
        NEARLY,
        REVERSED,
        SHUFFLED;

        int[] of(int events) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                order.add(this == REVERSED ? events - 1 - i : this == NEARLY ? i ^ 3 : i);
            }
            if (this == SHUFFLED) {
                Collections.shuffle(order, new Random(7));
            }
            return order.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** How time goes on meanwhile. */
    enum Progress {
        /** Events come first, and then a watermark for each. */
        BEHIND,

        /** The watermark follows each event, and all that has ended is kept. */
        KEPT,

        /** The watermark follows the events, and what has ended is over. */
        DROPPED,

        /** As {@link #KEPT}, with snapshots and restarts in between. */
        SNAPSHOTS
    }

    private static Map<String, KeyedExtension<String, Event, WindowedStream<String, Event>>> windows(int events) {
        Duration all = ofMillis((long) PACE * events);
        Map<String, KeyedExtension<String, Event, WindowedStream<String, Event>>> windows = new LinkedHashMap<>();
        windows.put("tumbling", Windows.tumbling(ofMillis(PACE)));
        windows.put("tumbling at length", Windows.tumbling(ofDays(10)));
        windows.put("sliding", Windows.sliding(ofMillis(4 * PACE), ofMillis(PACE + 1)));
        windows.put("sliding with gaps", Windows.sliding(ofMillis(PACE), ofMillis(2 * PACE)));
        windows.put("sliding at length", Windows.sliding(all, ofMillis(PACE)));
        windows.put("cumulative", Windows.cumulative(ofMillis(4 * PACE), ofMillis(PACE)));
        windows.put("cumulative at length", Windows.cumulative(all, ofMillis(PACE)));
        windows.put("daily", Windows.daily(ZoneOffset.UTC));
        windows.put("weekly", Windows.weekly(ZoneOffset.UTC, DayOfWeek.MONDAY));
        windows.put("monthly", Windows.monthly(ZoneOffset.UTC));
        windows.put("session", Windows.session(ofMillis(PACE / 2)));
        windows.put("session at length", Windows.session(ofDays(1)));
        windows.put("sessionWithGap", Windows.sessionWithGap(event -> ofMillis(event.time() % 7 == 0 ? 2 * PACE : 1)));
        windows.put("trailing", Windows.trailing(ofMillis(4 * PACE)));
        windows.put("trailing at length", Windows.trailing(ofDays(1)));
        windows.put("count", Windows.count(3));
        windows.put("count at length", Windows.count(1_000_000));
        windows.put("countSliding", Windows.countSliding(5, 2));
        windows.put("countSliding at length", Windows.countSliding(1_000_000, 1));
        windows.put("global", Windows.global());
        windows.put("assignedBy", Windows.assignedBy((event, time, assigned) -> {
            assigned.add(time - time % (2 * PACE), time - time % (2 * PACE) + 3 * PACE);
            assigned.add(time - time % PACE, time - time % PACE + 5 * PACE);
        }));
        return windows;
    }

    private static Map<String, Emit<Object>> emissions() {
        Map<String, Emit<Object>> emissions = new LinkedHashMap<>();
        emissions.put("atEnd", Emit.atEnd());
        emissions.put("onUpdate", Emit.onUpdate());
        emissions.put("whenFirst", Emit.whenFirst(result -> true));
        emissions.put("everyEvents", Emit.everyEvents(3));
        emissions.put("every", Emit.every(ofMillis(7 * PACE)));
        emissions.put("everyProcessingTime", Emit.everyProcessingTime(ofMillis(7 * PACE)));
        emissions.put("when", Emit.when(new Triggers.After(PACE, true)));
        emissions.put("atEnd discarding", Emit.atEnd().discarding());
        emissions.put("everyEvents discarding", Emit.everyEvents(3).discarding());
        return emissions;
    }

    private static Aggregate<Event, ?, Object> aggregate(boolean subtracts) {
        return subtracts
                ? Aggregates.mapping(Event::time, asObject(Aggregates.sumLong(Long::longValue)))
                : Aggregates.mapping(Event::time, asObject(Aggregates.maxLong(Long::longValue)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // whoever gets the results takes any
    private static Aggregate<Long, ?, Object> asObject(Aggregate<Long, ?, ?> aggregate) {
        return (Aggregate) aggregate;
    }

    static List<String> windowNames() {
        return List.copyOf(windows(1).keySet());
    }

    static List<String> emissionNames() {
        return List.copyOf(emissions().keySet());
    }

    @Override
    public Function<Object[], long[]> call() {
        return load -> {
            try {
                return new WindowCosts()
                        .costOf(
                                windows((Integer) load[6]).get((String) load[0]),
                                emissions().get((String) load[1]),
                                (Boolean) load[2],
                                Order.valueOf((String) load[3]),
                                Progress.valueOf((String) load[4]),
                                (Integer) load[5],
                                (Integer) load[6]);
            } catch (Exception e) {
                throw new IllegalStateException(Arrays.toString(load), e);
            }
        };
    }

    private OperatorHarness<Event, WindowResult<String, Object>> harness;
    private long results;

    /** How many steps for how many results; null when windows do not emit like that. */
    private long[] costOf(
            KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
            Emit<Object> emit,
            boolean subtracts,
            Order order,
            Progress progress,
            int keys,
            int events)
            throws Exception {
        Duration lateness =
                progress == Progress.KEPT || progress == Progress.SNAPSHOTS ? ofDays(100_000) : Duration.ZERO;
        OperatorLogic<?, ?> logic;
        try {
            logic = logic(windows, emit, subtracts, lateness);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return null;
        }
        harness = OperatorHarness.of(operator(logic))
                .keyedBy(Fn.typed(Event::key, Type.of(String.class)))
                .snapshots()
                .open();
        long before = Steps.count();
        int[] times = order.of(events);
        long highest = 0;
        for (int i = 0; i < events; i++) {
            long time = (long) PACE * times[i];
            harness.event(new Event("k" + times[i] % keys, time), time);
            harness.advance(ofMillis(PACE));
            highest = Math.max(highest, time);
            if (progress != Progress.BEHIND) {
                watermark(progress == Progress.DROPPED ? highest - 8 * PACE : highest);
            }
            if (progress == Progress.SNAPSHOTS && i % (events / 5) == events / 10) {
                harness.restart(operator(logic));
            }
            results += harness.takeOutput().size();
        }
        if (progress == Progress.BEHIND) {
            for (int i = 0; i < events; i++) {
                watermark((long) PACE * i);
                results += harness.takeOutput().size();
            }
        }
        watermark(EventTime.MAX);
        results += harness.takeOutput().size();
        return new long[] {Steps.count() - before, results};
    }

    private void watermark(long time) throws Exception {
        if (time > harness.watermark()) {
            harness.watermark(time);
        }
    }

    private static OperatorLogic<?, ?> logic(
            KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
            Emit<Object> emit,
            boolean subtracts,
            Duration lateness) {
        Pipeline pipeline = Pipeline.create("costs");
        KeyedStream<String, Event> keyed = pipeline.source("events", Sources.of(new Event("k", 0)))
                .timestamps(Timestamps.millis(Event::time), Watermarks.ascending())
                .keyBy(Event::key);
        WindowedStream<String, Event> windowed = keyed.window(windows);
        if (!lateness.isZero()) {
            windowed = windowed.allowedLateness(lateness);
        }
        windowed.aggregate("windows", aggregate(subtracts), emit).to("results", Sinks.discard());
        return (OperatorLogic<?, ?>) pipeline.graph().nodes().stream()
                .filter(node -> "windows".equals(node.name()))
                .findFirst()
                .orElseThrow()
                .logic();
    }

    @SuppressWarnings("unchecked") // as the pipeline says
    private static Operator<Event, WindowResult<String, Object>> operator(OperatorLogic<?, ?> logic) throws Exception {
        return (Operator<Event, WindowResult<String, Object>>) logic.operator();
    }
}
