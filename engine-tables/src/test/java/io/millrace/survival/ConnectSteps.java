package io.millrace.survival;

import io.millrace.ConnectedRules;
import io.millrace.ConnectedStream;
import io.millrace.RuledStream;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.Timer;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Draws operators of two streams, and of a stream and rules, for random jobs, and what they give without either. */
final class ConnectSteps {

    private static final long WAIT = 5;

    private final Steps steps;
    private final SplittableRandom random;
    private final Mishaps mishaps;

    ConnectSteps(Steps steps, SplittableRandom random, Mishaps mishaps) {
        this.steps = steps;
        this.random = random;
        this.mishaps = mishaps;
    }

    Flow next(Flow flow, Flow other, String step) {
        boolean timed = steps.areAwaited(flow, other);
        return switch (random.nextInt(6)) {
            case 0, 1 -> timed ? inOrder(flow, other, step) : plain(flow, other, step);
            case 2, 3 -> timed ? ruledInOrder(flow, other, step) : ruled(flow, other, step);
            case 4 -> ruled(flow, other, step);
            default -> plain(flow, other, step);
        };
    }

    /** As events arrive, without keys. */
    private Flow plain(Flow flow, Flow other, String step) {
        return new Flow(
                flow.stream()
                        .connect(other.stream())
                        .process("connect-" + step, () -> new Passing(mishaps, step))
                        .typed(Event.class),
                () -> Steps.concat(
                        flow.events().stream()
                                .map(event -> event.via("<" + step))
                                .toList(),
                        other.events().stream()
                                .map(event -> event.via(">" + step))
                                .toList()),
                false,
                flow.isTimed() && other.isTimed(),
                flow.tasks());
    }

    private static final class Passing extends ConnectedProcess<Void, Event, Event, Event> {

        private final Mishaps mishaps;
        private final String step;

        private Passing(Mishaps mishaps, String step) {
            this.mishaps = mishaps;
            this.step = step;
        }

        @Override
        protected void left(Event event, KeyedContext<Void> context, Emitter<Event> out) {
            mishaps.at(Hook.PROCESS);
            out.emit(event.via("<" + step));
        }

        @Override
        protected void right(Event event, KeyedContext<Void> context, Emitter<Event> out) {
            mishaps.at(Hook.PROCESS);
            out.emit(event.via(">" + step));
        }
    }

    private Flow inOrder(Flow flow, Flow other, String step) {
        ConnectedStream<Event, Event, Event> connected = steps.byKey(flow)
                .connect(steps.byKey(other))
                .inEventTimeOrder()
                .process("in-order-" + step, () -> new InOrder(mishaps, step));
        steps.never("late-left-" + step, connected.lateLeft());
        steps.never("late-right-" + step, connected.lateRight());
        int tasks = steps.anyTasks();
        return new Flow(
                Steps.events(tasks, connected),
                () -> InOrder.naive(flow.events(), other.events(), step),
                flow.isOrdered() && other.isOrdered(),
                true,
                tasks);
    }

    /** Counts what came before, by either stream; and tells it also when there was no left event of three for a while. */
    private static final class InOrder extends ConnectedProcess<Integer, Event, Event, Event> {

        private final Mishaps mishaps;
        private final String step;
        private final ValueState<Long> lefts = value("lefts", Long.class);
        private final ValueState<Long> rights = value("rights", Long.class);
        private final ListState<Long> times = list("times", Long.class);
        private final Timer quiet = eventTimer("quiet", this::onQuiet);

        private InOrder(Mishaps mishaps, String step) {
            this.mishaps = mishaps;
            this.step = step;
        }

        @Override
        protected void left(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
            look(event.time() * 4, context);
            lefts.set(lefts.getOr(0L) + event.value());
            mishaps.at(Hook.PROCESS);
            if (event.seq() % 3 == 0) {
                quiet.set(Instant.ofEpochMilli(event.time() + WAIT));
            }
            out.emit(event.with(event.lane() + "<" + step, rights.getOr(0L)));
        }

        @Override
        protected void right(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
            look(event.time() * 4 + 1, context);
            rights.set(rights.getOr(0L) + event.value());
            mishaps.at(Hook.PROCESS);
            out.emit(event.with(event.lane() + ">" + step, lefts.getOr(0L)));
        }

        private void onQuiet(KeyedContext<Integer> context, Emitter<Event> out) {
            long time = context.timestamp().toEpochMilli();
            look(time * 4 + 2, context);
            mishaps.at(Hook.EVENT_TIMER);
            out.emit(quiet(context.key(), time, lefts.getOr(0L), rights.getOr(0L), step));
        }

        /** Of one time come left events, right ones, timers; and the watermark is right before it. */
        private void look(long turn, KeyedContext<Integer> context) {
            Instant watermark = context.watermark();
            long time = Math.floorDiv(turn, 4);
            if (!watermark.equals(Instant.MIN)
                    && watermark.toEpochMilli() >= time + (Math.floorMod(turn, 4) == 2 ? 1 : 0)) {
                mishaps.blame("watermark " + watermark.toEpochMilli() + " at " + time);
            }
            List<Long> last = times.elements();
            if (!last.isEmpty() && last.get(0) > turn) {
                mishaps.blame("turn " + turn + " of key " + context.key() + " after " + last);
            }
            times.clear();
            times.add(turn);
        }

        private static Event quiet(int key, long time, long lefts, long rights, String step) {
            return new Event(step, 0, key, time, lefts * 31 + rights);
        }

        /** A look at all events for each. */
        private static List<Event> naive(List<Event> lefts, List<Event> rights, String step) {
            List<Event> results = new ArrayList<>();
            for (Event left : JoinSteps.byTime(lefts)) {
                results.add(left.with(left.lane() + "<" + step, sum(rights, left.key(), left.time() - 1)));
            }
            for (Event right : JoinSteps.byTime(rights)) {
                results.add(right.with(right.lane() + ">" + step, sum(lefts, right.key(), right.time())));
            }
            Stream<Event> setting = lefts.stream().filter(left -> left.seq() % 3 == 0);
            TreeMap<Integer, List<Long>> times = new TreeMap<>();
            setting.sorted(Comparator.comparingLong(Event::time))
                    .forEach(left -> times.computeIfAbsent(left.key(), key -> new ArrayList<>())
                            .add(left.time()));
            times.forEach((key, all) -> {
                for (int i = 0; i < all.size(); i++) {
                    long due = all.get(i) + WAIT;
                    if (i + 1 == all.size() || all.get(i + 1) > due) {
                        results.add(quiet(key, due, sum(lefts, key, due), sum(rights, key, due), step));
                    }
                }
            });
            return results;
        }
    }

    private static long sum(List<Event> events, int key, long upTo) {
        return events.stream()
                .filter(event -> event.key() == key && event.time() <= upTo)
                .mapToLong(Event::value)
                .sum();
    }

    /** By the rules that were there: never fewer than an event of the same key had before. */
    private Flow ruled(Flow flow, Flow other, String step) {
        ConnectedRules<Integer, Event, Event> both =
                steps.byKey(flow).connect(other.stream().broadcast());
        int tasks = steps.anyTasks();
        return new Flow(
                Steps.events(tasks, both.process("rules-" + step, () -> new Rules(mishaps, step, false))),
                () -> flow.events().stream()
                        .map(event -> event.with(event.lane() + step, 0))
                        .toList(),
                flow.isOrdered(),
                flow.isTimed(),
                tasks);
    }

    private Flow ruledInOrder(Flow flow, Flow other, String step) {
        RuledStream<Event, Event> ruled = steps.byKey(flow)
                .connect(other.stream().broadcast())
                .inEventTimeOrder(Duration.ofDays(10_000)) // so that the rules are waited for
                .process("rules-" + step, () -> new Rules(mishaps, step, true));
        steps.never("late-" + step, ruled.late());
        int tasks = steps.anyTasks();
        return new Flow(
                Steps.events(tasks, ruled),
                () -> JoinSteps.byTime(flow.events()).stream()
                        .map(event -> event.with(event.lane() + step, sum(other.events(), event.key(), event.time())))
                        .toList(),
                flow.isOrdered(),
                true,
                tasks);
    }

    private static final class Rules extends RulesProcess<Integer, Event, Event, Event> {

        private final Mishaps mishaps;
        private final String step;
        private final boolean inOrder;
        private final MapState<Integer, Long> sums = shared("sums", Integer.class, Long.class);
        private final MapState<String, Integer> counts = shared("counts", String.class, Integer.class);
        private final ValueState<Integer> seen = value("seen", Integer.class);

        private Rules(Mishaps mishaps, String step, boolean inOrder) {
            this.mishaps = mishaps;
            this.step = step;
            this.inOrder = inOrder;
        }

        @Override
        protected void rule(Event rule, RuleContext context) {
            mishaps.at(Hook.PROCESS);
            Long before = sums.get(rule.key());
            sums.put(rule.key(), (before == null ? 0 : before) + rule.value());
            counts.put("all", count() + 1);
        }

        private int count() {
            Integer count = counts.get("all");
            return count == null ? 0 : count;
        }

        @Override
        protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
            if (seen.getOr(0) > count()) {
                mishaps.blame("key " + event.key() + " had " + seen.get() + " rules, and has " + count());
            }
            seen.set(count());
            mishaps.at(Hook.PROCESS);
            Long sum = sums.get(event.key());
            out.emit(event.with(event.lane() + step, !inOrder || sum == null ? 0 : sum));
        }
    }
}
