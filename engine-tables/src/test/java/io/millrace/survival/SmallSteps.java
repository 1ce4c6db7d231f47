package io.millrace.survival;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.SplitStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Draws small verbs for random jobs, and says without them what they have to give. */
final class SmallSteps {

    private final SplittableRandom random;

    SmallSteps(SplittableRandom random) {
        this.random = random;
    }

    /**
     * @param byLane the flow by lane and key
     * @param tasks of what is keyed, 0 for as many as the job has
     */
    Flow next(Flow flow, KeyedStream<String, Event> byLane, String step, int tasks) {
        int time = 1 + random.nextInt(40);
        if (!flow.isOrdered() || !flow.isTimed()) {
            return unkeyed(flow, step);
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                keyed(
                        flow,
                        tasks,
                        byLane.dedup("dedup-" + step, Duration.ofMillis(time)),
                        lane -> limited(lane, 1, time));
            case 1 -> {
                int most = 1 + random.nextInt(5);
                yield keyed(
                        flow,
                        tasks,
                        byLane.atMost("limit-" + step, most, Duration.ofMillis(time)),
                        lane -> limited(lane, most, time));
            }
            case 2 -> keyed(flow, tasks, byLane.reorder("order-" + step), SmallSteps::sorted);
            case 3 ->
                keyed(
                        flow,
                        tasks,
                        byLane.debounce("quiet-" + step, Duration.ofMillis(time)),
                        lane -> quiet(sorted(lane), time));
            case 4 ->
                keyed(
                        flow,
                        tasks,
                        byLane.sample("sample-" + step, Duration.ofMillis(time)),
                        lane -> latest(sorted(lane), time));
            default -> unkeyed(flow, step);
        };
    }

    private Flow unkeyed(Flow flow, String step) {
        return switch (random.nextInt(3)) {
            case 0 ->
                flow.then(
                        flow.stream()
                                .throttle(128 + random.nextInt(300), Duration.ofMillis(1 + random.nextInt(20)))
                                .typed(Event.class),
                        flow::events);
            case 1 -> gathered(flow, step);
            default -> divided(flow, step);
        };
    }

    private Flow gathered(Flow flow, String step) {
        return new Flow(
                flow.stream()
                        .batch("batch-" + step, 1 + random.nextInt(6), Duration.ofMillis(random.nextInt(30)))
                        .<Event>flatMap(list -> list)
                        .typed(Event.class),
                flow::events,
                false,
                false,
                flow.tasks());
    }

    private static Flow divided(Flow flow, String step) {
        SplitStream<Event> split = flow.stream().split();
        EventStream<Event> even = split.take(event -> event.seq() % 2 == 0)
                .map(event -> event.via(step))
                .typed(Event.class);
        return new Flow(
                even.merge(split.rest()).typed(Event.class),
                () -> flow.events().stream()
                        .map(event -> event.seq() % 2 == 0 ? event.via(step) : event)
                        .toList(),
                false,
                flow.isTimed(),
                flow.tasks());
    }

    private static Flow keyed(Flow flow, int tasks, EventStream<Event> results, UnaryOperator<List<Event>> ofLane) {
        EventStream<Event> parallel = tasks == 0 ? results : results.parallelism(tasks);
        return new Flow(parallel.typed(Event.class), () -> naive(flow.events(), ofLane), true, true, tasks);
    }

    private static List<Event> naive(List<Event> events, UnaryOperator<List<Event>> ofLane) {
        Map<String, List<Event>> lanes = new LinkedHashMap<>();
        events.forEach(event -> lanes.computeIfAbsent(event.laneKey(), unused -> new ArrayList<>())
                .add(event));
        return lanes.values().stream().map(ofLane).flatMap(Collection::stream).toList();
    }

    private static List<Event> limited(List<Event> lane, int most, long within) {
        List<Event> passed = new ArrayList<>();
        for (Event event : lane) {
            List<Event> all = new ArrayList<>(passed);
            all.add(event);
            List<Event> sorted = sorted(all);
            boolean over = false;
            for (int first = 0; first + most < sorted.size(); first++) {
                over |= sorted.get(first + most).time() - sorted.get(first).time() < within;
            }
            if (!over) {
                passed.add(event);
            }
        }
        return passed;
    }

    private static List<Event> sorted(List<Event> lane) {
        return lane.stream().sorted(Comparator.comparingLong(Event::time)).toList();
    }

    private static List<Event> quiet(List<Event> sorted, long quiet) {
        List<Event> results = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (i + 1 == sorted.size()
                    || sorted.get(i + 1).time() - sorted.get(i).time() >= quiet) {
                results.add(sorted.get(i));
            }
        }
        return results;
    }

    private static List<Event> latest(List<Event> sorted, long every) {
        Map<Long, Event> latest = new LinkedHashMap<>();
        sorted.forEach(event -> latest.put(Math.floorDiv(event.time(), every), event));
        return List.copyOf(latest.values());
    }
}
