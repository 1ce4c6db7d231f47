package io.millrace.join;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.graph.Node;
import io.millrace.operator.Operator;
import io.millrace.source.Sources;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** A join of which every result is found by a look at all rows. */
final class NaiveJoin {

    /** A left row. */
    record Left(int key, int id, long time, long end) {
        Instant endTime() {
            return Instant.ofEpochMilli(end);
        }

        @Override
        public String toString() {
            return "L" + id;
        }
    }

    /** A right row. */
    record Right(int key, int id, long time) {
        @Override
        public String toString() {
            return "R" + id;
        }
    }

    enum Reach {
        WITHIN,
        DURING,
        FOREVER
    }

    /** Which join it is. */
    record Shape(Reach reach, long from, long to, long lateness, JoinKind kind, boolean grouped) {

        static Shape random(Random random, long span) {
            Reach reach = List.of(Reach.values()).get(random.nextInt(10) < 6 ? 0 : 1 + random.nextInt(2));
            long from = random.nextInt((int) span) - span / 2;
            long to = from + (random.nextInt(4) == 0 ? 0 : random.nextInt((int) span));
            long lateness = random.nextBoolean() ? 0 : random.nextInt((int) span);
            boolean grouped = reach != Reach.FOREVER && random.nextInt(3) == 0;
            JoinKind kind = List.of(JoinKind.values()).get(random.nextInt(4));
            return new Shape(reach, from, to, lateness, grouped ? JoinKind.LEFT : kind, grouped);
        }

        JoinBounds<Left> bounds() {
            return switch (reach) {
                case WITHIN -> new JoinBounds.Within<>(Duration.ofMillis(from), Duration.ofMillis(to));
                case DURING -> new JoinBounds.During<>(Left::endTime);
                case FOREVER -> new JoinBounds.Forever<>();
            };
        }

        Joined<Left, Right, String> join(Join<Integer, Left, Right> plain) {
            Join<Integer, Left, Right> join = plain.allowedLateness(Duration.ofMillis(lateness));
            if (grouped) {
                return join.aggregate("join", Aggregates.collect(), NaiveJoin::group);
            }
            return switch (kind) {
                case INNER -> join.inner("join", NaiveJoin::pair);
                case LEFT -> join.left("join", NaiveJoin::pair);
                case RIGHT -> join.right("join", NaiveJoin::pair);
                case FULL -> join.full("join", NaiveJoin::pair);
            };
        }

        Operator<Object, String> operator() throws Exception {
            Pipeline pipeline = Pipeline.create("join");
            KeyedStream<Integer, Left> left = pipeline.source("left", Sources.<Left>collection(List.of()))
                    .typed(Left.class)
                    .keyBy(Left::key);
            KeyedStream<Integer, Right> right = pipeline.source("right", Sources.<Right>collection(List.of()))
                    .typed(Right.class)
                    .keyBy(Right::key);
            join(new Join<>(left, right, bounds(), 0));
            return operatorOf(pipeline);
        }

        @SuppressWarnings("unchecked") // what was made of these streams
        private static Operator<Object, String> operatorOf(Pipeline pipeline) throws Exception {
            return (Operator<Object, String>) pipeline.graph().nodes().stream()
                    .map(Node::logic)
                    .filter(JoinSpec.class::isInstance)
                    .map(JoinSpec.class::cast)
                    .findAny()
                    .orElseThrow()
                    .operator();
        }

        long start(Left left) {
            return switch (reach) {
                case WITHIN -> left.time + from;
                case DURING -> left.time;
                case FOREVER -> Long.MIN_VALUE;
            };
        }

        long end(Left left) {
            return switch (reach) {
                case WITHIN -> left.time + to;
                case DURING -> left.end;
                case FOREVER -> EventTime.MAX;
            };
        }

        boolean meet(Left left, Right right) {
            return left.key == right.key && right.time >= start(left) && right.time <= end(left);
        }

        long due(Left left) {
            return EventTime.plus(end(left), lateness);
        }

        /** When no left row can come any more that a right one meets. */
        long due(Right right) {
            long use = switch (reach) {
                case WITHIN -> right.time - from;
                case DURING -> right.time;
                case FOREVER -> EventTime.MAX;
            };
            return EventTime.plus(use, lateness);
        }

        boolean isLate(long timestamp, long time) {
            return EventTime.plus(timestamp, lateness) <= time;
        }
    }

    static String pair(Left left, Right right) {
        return left + "+" + right;
    }

    static String group(Left left, List<Right> rights) {
        return left + rights.stream().map(Right::id).sorted().toList().toString();
    }

    final Shape shape;
    final List<Left> lefts = new ArrayList<>();
    final List<Right> rights = new ArrayList<>();
    final List<String> late = new ArrayList<>();

    /** How far event time is for a key. */
    final Map<Integer, Long> times = new HashMap<>();

    NaiveJoin(Shape shape) {
        this.shape = shape;
    }

    NaiveJoin copy() {
        NaiveJoin copy = new NaiveJoin(shape);
        copy.lefts.addAll(lefts);
        copy.rights.addAll(rights);
        copy.late.addAll(late);
        copy.times.putAll(times);
        return copy;
    }

    long timeOf(int key) {
        return times.getOrDefault(key, EventTime.NONE);
    }

    void take(Object row) {
        if (row instanceof Left left) {
            if (shape.isLate(left.time, timeOf(left.key))) {
                late.add(left.toString());
            } else {
                lefts.add(left);
            }
        } else {
            Right right = (Right) row;
            if (shape.isLate(right.time, timeOf(right.key))) {
                late.add(right.toString());
            } else {
                rights.add(right);
            }
        }
    }

    /** How often each result, with its timestamp, has been told by now. */
    Map<String, Long> results() {
        List<String> results = new ArrayList<>();
        for (Left left : lefts) {
            List<Right> met =
                    rights.stream().filter(right -> shape.meet(left, right)).toList();
            boolean over = shape.due(left) <= timeOf(left.key);
            if (shape.grouped) {
                if (over) {
                    results.add(group(left, met) + "@" + Math.max(left.time, shape.end(left)));
                }
                continue;
            }
            met.forEach(right -> results.add(pair(left, right) + "@" + Math.max(left.time, right.time)));
            if (met.isEmpty() && shape.kind.keepsLeft() && over) {
                results.add(pair(left, null) + "@" + left.time);
            }
        }
        for (Right right : rights) {
            boolean over = shape.due(right) <= timeOf(right.key);
            if (!shape.grouped
                    && shape.kind.keepsRight()
                    && over
                    && lefts.stream().noneMatch(l -> shape.meet(l, right))) {
                results.add(pair(null, right) + "@" + right.time);
            }
        }
        return counted(results);
    }

    /** The earliest time of a row that is still to be told at its own time, of some keys. */
    long earliestKept(IntPredicate keys) {
        long earliest = EventTime.MAX;
        if (shape.grouped) {
            return earliest;
        }
        for (Left left : lefts) {
            if (keys.test(left.key)
                    && shape.kind.keepsLeft()
                    && shape.due(left) > timeOf(left.key)
                    && rights.stream().noneMatch(right -> shape.meet(left, right))) {
                earliest = Math.min(earliest, left.time);
            }
        }
        for (Right right : rights) {
            if (keys.test(right.key)
                    && shape.kind.keepsRight()
                    && shape.due(right) > timeOf(right.key)
                    && lefts.stream().noneMatch(left -> shape.meet(left, right))) {
                earliest = Math.min(earliest, right.time);
            }
        }
        return earliest;
    }

    static Map<String, Long> counted(List<String> texts) {
        return texts.stream().collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
    }
}
