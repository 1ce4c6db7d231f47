package io.millrace.survival;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.join.Join;
import io.millrace.join.Joined;
import io.millrace.join.Joins;
import io.millrace.operator.Aggregate;
import io.millrace.window.CoWindowed;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Draws joins of two streams by their times or windows for random jobs, and what a look at all events gives for them. */
final class JoinSteps {

    private static final int MOST = 400;

    /** The rows of which sides are told where they meet none. */
    private enum Kind {
        INNER(false, false),
        LEFT(true, false),
        RIGHT(false, true),
        FULL(true, true);

        private final boolean left;
        private final boolean right;

        Kind(boolean left, boolean right) {
            this.left = left;
            this.right = right;
        }
    }

    private final Steps steps;
    private final SplittableRandom random;
    private final Mishaps mishaps;

    JoinSteps(Steps steps, SplittableRandom random, Mishaps mishaps) {
        this.steps = steps;
        this.random = random;
        this.mishaps = mishaps;
    }

    /** The next step of two flows whose events have their timestamps; null where there would be too many results. */
    Flow next(Flow flow, Flow other, String step) {
        return switch (random.nextInt(7)) {
            case 0 -> byTime(flow, other, step);
            case 1 -> inWindows(flow, other, step);
            case 2 -> three(flow, other, step);
            default -> joined(flow, other, step);
        };
    }

    private Flow joined(Flow flow, Flow other, String step) {
        long from = random.nextInt(-30, 20);
        long to = from + random.nextInt(25);
        int reach = random.nextInt(5);
        BiPredicate<Event, Event> meet = switch (reach) {
            case 0 -> (left, right) -> right.time() >= left.time() && right.time() <= end(left);
            case 1 -> (left, right) -> true;
            default -> (left, right) -> right.time() - left.time() >= from && right.time() - left.time() <= to;
        };
        Kind kind = Kind.values()[random.nextInt(4)];
        boolean grouped = reach != 1 && random.nextInt(3) == 0;
        Supplier<List<Event>> model = () -> naive(flow.events(), other.events(), step, kind, meet);
        if (!grouped && model.get().size() > MOST) {
            return null;
        }
        var with = Joins.with(steps.byKey(other));
        Join<Integer, Event, Event> join = steps.byKey(flow)
                .join(
                        switch (reach) {
                            case 0 -> with.during(left -> Instant.ofEpochMilli(end(left)));
                            case 1 -> with.forever();
                            default -> with.within(ofMillis(from), ofMillis(to));
                        });
        Join<Integer, Event, Event> lenient =
                random.nextInt(3) > 0 ? join : join.allowedLateness(ofMillis(random.nextInt(12)));
        if (grouped) {
            return grouped(flow, other, step, lenient, meet, reach == 0 ? JoinSteps::end : left -> left.time() + to);
        }
        return of(told(lenient, kind, step), step, model);
    }

    private static long end(Event left) {
        return left.time() + left.value() % 30 - 4;
    }

    private Joined<Event, Event, Event> told(Join<Integer, Event, Event> join, Kind kind, String step) {
        String name = "join-" + step;
        return switch (kind) {
            case INNER -> join.inner(name, (left, right) -> pair(left, right, step));
            case LEFT -> join.left(name, (left, right) -> pair(left, right, step));
            case RIGHT -> join.right(name, (left, right) -> pair(left, right, step));
            case FULL -> join.full(name, (left, right) -> pair(left, right, step));
        };
    }

    private Flow grouped(
            Flow flow,
            Flow other,
            String step,
            Join<Integer, Event, Event> join,
            BiPredicate<Event, Event> meet,
            ToLongFunction<Event> end) {
        return of(
                join.aggregate(
                        "group-join-" + step,
                        new Sum.Of(mishaps, random.nextBoolean()),
                        (left, sum) -> grouped(left, sum, step, end)),
                step,
                () -> flow.events().stream()
                        .map(left -> {
                            Sum sum = new Sum();
                            other.events().stream()
                                    .filter(right -> right.key() == left.key() && meet.test(left, right))
                                    .forEach(sum::add);
                            return grouped(left, sum.result(), step, end);
                        })
                        .toList());
    }

    private Flow of(Joined<Event, Event, Event> joined, String step, Supplier<List<Event>> model) {
        steps.never("late-left-" + step, joined.lateLeft());
        steps.never("late-right-" + step, joined.lateRight());
        int tasks = steps.anyTasks();
        return new Flow(Steps.events(tasks, joined), model, false, true, tasks);
    }

    private static Event grouped(Event left, long sum, String step, ToLongFunction<Event> end) {
        return new Event(left.lane() + step, left.seq(), left.key(), Math.max(left.time(), end.applyAsLong(left)), sum);
    }

    private Event pair(Event left, Event right, String step) {
        mishaps.at(Hook.PROCESS);
        return pairOf(left, right, step);
    }

    private static Event pairOf(Event left, Event right, String step) {
        if (left == null || right == null) {
            return left == null ? right.via("!" + step) : left.via("?" + step);
        }
        return new Event(
                left.lane() + right.lane() + step,
                left.seq(),
                left.key(),
                Math.max(left.time(), right.time()),
                left.value() * 31 + right.value());
    }

    private static List<Event> naive(
            List<Event> lefts, List<Event> rights, String step, Kind kind, BiPredicate<Event, Event> meet) {
        List<Event> results = new ArrayList<>();
        boolean[] met = new boolean[rights.size()];
        for (Event left : lefts) {
            boolean alone = true;
            for (int i = 0; i < met.length; i++) {
                Event right = rights.get(i);
                if (left.key() == right.key() && meet.test(left, right)) {
                    results.add(pairOf(left, right, step));
                    met[i] = true;
                    alone = false;
                }
            }
            if (alone && kind.left) {
                results.add(pairOf(left, null, step));
            }
        }
        for (int i = 0; i < met.length; i++) {
            if (!met[i] && kind.right) {
                results.add(pairOf(null, rights.get(i), step));
            }
        }
        return results;
    }

    /** Their results do not tell their windows, and so not their timestamps. */
    private Flow inWindows(Flow flow, Flow other, String step) {
        long size = 1L + random.nextInt(15);
        long slide = random.nextBoolean() ? size : 1 + random.nextInt((int) size);
        Kind kind = Kind.values()[random.nextInt(4)];
        Supplier<List<Event>> model = () -> inWindows(flow.events(), other.events(), step, kind, size, slide);
        if (model.get().size() > MOST) {
            return null;
        }
        CoWindowed<Integer, Event, Event> windows = steps.byKey(flow)
                .window(Windows.sliding(ofMillis(size), ofMillis(slide)))
                .updatesAreMeant()
                .coGroup(steps.byKey(other));
        String name = "window-join-" + step;
        EventStream<Event> results = switch (kind) {
            case INNER -> windows.inner(name, (left, right) -> pair(left, right, step));
            case LEFT -> windows.left(name, (left, right) -> pair(left, right, step));
            case RIGHT -> windows.right(name, (left, right) -> pair(left, right, step));
            case FULL -> windows.full(name, (left, right) -> pair(left, right, step));
        };
        int tasks = steps.anyTasks();
        return new Flow(Steps.events(tasks, results), model, false, false, tasks);
    }

    private static List<Event> inWindows(
            List<Event> lefts, List<Event> rights, String step, Kind kind, long size, long slide) {
        TreeSet<Long> starts = new TreeSet<>();
        Stream.concat(lefts.stream(), rights.stream()).forEach(event -> {
            long start = Math.floorDiv(event.time(), slide) * slide;
            for (; start > event.time() - size; start -= slide) {
                starts.add(start);
            }
        });
        List<Event> results = new ArrayList<>();
        for (long start : starts) {
            results.addAll(
                    naive(within(lefts, start, size), within(rights, start, size), step, kind, (left, right) -> true));
        }
        return results;
    }

    private static List<Event> within(List<Event> events, long start, long size) {
        return events.stream()
                .filter(event -> event.time() >= start && event.time() < start + size)
                .toList();
    }

    /** A window of three streams, one of them twice. */
    private Flow three(Flow flow, Flow other, String step) {
        Grouping grouping = Grouping.random(random);
        int tasks = steps.anyTasks();
        boolean canSubtract = random.nextBoolean();
        Supplier<Aggregate<Event, ?, Long>> sum = () -> new Sum.Of(mishaps, canSubtract);
        EventStream<WindowResult<Integer, Long>> results = steps.byKey(flow)
                .window(grouping.windows())
                .coGroup(steps.byKey(other))
                .and(steps.byKey(flow))
                .aggregate("three-" + step, sum.get(), sum.get(), sum.get(), (a, b, c) -> a + b + c);
        return steps.windows(
                Steps.parallel(tasks, results),
                grouping,
                () -> Steps.concat(Steps.concat(flow.events(), other.events()), flow.events()),
                step,
                tasks);
    }

    private Flow byTime(Flow flow, Flow other, String step) {
        EventStream<Event> marked = other.stream().map(event -> event.via(step)).typed(Event.class);
        return new Flow(
                steps.pipeline()
                        .<Event>mergeByTime("by-time-" + step, flow.stream(), marked)
                        .typed(Event.class),
                () -> byTime(Steps.concat(
                        flow.events(),
                        other.events().stream().map(event -> event.via(step)).toList())),
                flow.isOrdered() && other.isOrdered() && flow.tasks() == other.tasks(),
                true,
                1);
    }

    static List<Event> byTime(List<Event> events) {
        return events.stream().sorted(Comparator.comparingLong(Event::time)).toList();
    }
}
