package io.millrace.graph;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Operator;
import io.millrace.operator.Operators;
import io.millrace.operator.internal.Batching;
import io.millrace.operator.internal.Debouncing;
import io.millrace.operator.internal.Limiting;
import io.millrace.operator.internal.Reordering;
import io.millrace.operator.internal.Sampling;
import io.millrace.operator.internal.Throttling;
import io.millrace.state.serde.Type;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the verbs for everyday work add to a graph: of single streams, without windows. */
public final class SmallVerbs {

    private SmallVerbs() {}

    /**
     * The type of what is known to be of a class.
     *
     * @param <T> the type
     * @param type its class
     * @return the type, or null where the class is generic
     */
    public static <T> Type<T> typeOf(Class<T> type) {
        return type.getTypeParameters().length == 0 ? Type.of(type) : null;
    }

    /**
     * Keeps the events of a type.
     *
     * @param <T> the events
     * @param <S> those that are kept
     * @param type their class
     */
    public record OfType<T, S extends T>(Class<S> type) implements OperatorLogic<T, S> {
        @Override
        public String kind() {
            return "ofType";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("type", type.getSimpleName());
        }

        @Override
        @SuppressWarnings("unchecked") // nothing else gets through
        public Operator<T, S> operator() {
            return (Operator<T, S>) Operators.<T>filter(type::isInstance);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return typeOf(type);
        }
    }

    /**
     * Lets so many events of a key pass within some time.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param name its name
     * @param key from event to key
     * @param most how many may pass
     * @param within the time
     * @param dedup whether it is what keeps duplicates out, so that one may pass
     */
    public record AtMost<K, T>(String name, KeySelector<T, K> key, int most, Duration within, boolean dedup)
            implements OperatorLogic<T, T> {

        /** The side output of what does not pass by {@code atMost}, and its metric. */
        public static final String OVER = "over";

        /** The side output of what does not pass by {@code dedup}, and its metric. */
        public static final String DUPLICATES = "duplicates";

        /** Checks the name and the numbers. */
        public AtMost {
            Node.checkedName("operator", name);
            checkAtLeastAMillisecond(within, (dedup ? "dedup" : "atMost") + " '" + name + "'");
            if (most < 1) {
                throw new IllegalArgumentException(
                        "atMost '" + name + "': let at least 1 event pass, not " + most + "; filter drops all");
            }
        }

        @Override
        public String kind() {
            return dedup ? "dedup" : "atMost";
        }

        @Override
        public Map<String, String> details() {
            return dedup ? Map.of("within", within.toString()) : Map.of("at most", most + " per " + within);
        }

        @Override
        public boolean needsEventTime() {
            return true;
        }

        @Override
        public Operator<T, T> operator() {
            return new Limiting<>(key.function(), most, EventTime.millis(within), dedup ? DUPLICATES : OVER);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /** What keeps events of a key until event time has come to some place. */
    public enum Keeping {
        /** Emits all in the order of their timestamps. */
        REORDER("reorder", null) {
            @Override
            <K, T> Operator<T, T> operator(Kept<K, T> kept) {
                return new Reordering<>(kept.key.function(), kept.type);
            }
        },

        /** Emits those that no other follows within the time. */
        DEBOUNCE("debounce", "quiet") {
            @Override
            <K, T> Operator<T, T> operator(Kept<K, T> kept) {
                return new Debouncing<>(kept.key.function(), kept.type, EventTime.millis(kept.time));
            }
        },

        /** Emits the latest of each interval of the time. */
        SAMPLE("sample", "every") {
            @Override
            <K, T> Operator<T, T> operator(Kept<K, T> kept) {
                return new Sampling<>(kept.key.function(), kept.type, EventTime.millis(kept.time));
            }
        };

        private final String kind;
        private final String detail;

        Keeping(String kind, String detail) {
            this.kind = kind;
            this.detail = detail;
        }

        abstract <K, T> Operator<T, T> operator(Kept<K, T> kept);
    }

    /**
     * Keeps events of a key until event time has come to some place.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param keeping what becomes of them
     * @param name its name
     * @param key from event to key
     * @param type the type of the events, or null where it is not known
     * @param time the time that it goes by; null for {@link Keeping#REORDER}
     */
    public record Kept<K, T>(Keeping keeping, String name, KeySelector<T, K> key, Type<T> type, Duration time)
            implements OperatorLogic<T, T> {

        /** Checks the name and the time. */
        public Kept {
            Node.checkedName("operator", name);
            if (keeping != Keeping.REORDER) {
                checkAtLeastAMillisecond(time, keeping.kind + " '" + name + "'");
            }
        }

        @Override
        public String kind() {
            return keeping.kind;
        }

        @Override
        public Map<String, String> details() {
            return time == null ? Map.of() : Map.of(keeping.detail, time.toString());
        }

        @Override
        public boolean needsEventTime() {
            return true;
        }

        @Override
        public Operator<T, T> operator() {
            return keeping.operator(this);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * Gathers events into lists.
     *
     * @param <T> the events
     * @param name its name
     * @param type the type of the events, or null where it is not known
     * @param most how many there are in a list at most
     * @param delay how long the first of them waits at most
     */
    public record Batched<T>(String name, Type<T> type, int most, Duration delay) implements OperatorLogic<T, List<T>> {

        /** Checks the name and the numbers. */
        public Batched {
            Node.checkedName("operator", name);
            Objects.requireNonNull(delay, "the delay of batch '" + name + "' must not be null");
            if (most < 1 || delay.isNegative() || delay.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("batch '" + name + "' of " + most + " events, " + delay
                        + ": give at least 1 event, and a delay that is not negative and at most " + LONGEST.toDays()
                        + " days");
            }
        }

        @Override
        public String kind() {
            return "batch";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("size", most + " or " + delay);
        }

        @Override
        public Operator<T, List<T>> operator() {
            return new Batching<>(type, most, Times.nanos(delay));
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return type == null ? null : Type.of(List.class, type);
        }
    }

    /**
     * Keeps one of so many events of each task.
     *
     * @param <T> the events
     * @param of how many
     */
    public record OneOf<T>(int of) implements OperatorLogic<T, T> {

        /** Checks the number. */
        public OneOf {
            if (of < 1) {
                throw new IllegalArgumentException("sample(" + of + "): one of at least 1 event passes");
            }
        }

        @Override
        public String kind() {
            return "sample";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("one of", Integer.toString(of));
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.filter(new FirstOf(of));
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /** Lets the first of so many pass; an instance for each task. */
    private static final class FirstOf implements PredicateFn<Object> {

        private static final long serialVersionUID = 1;

        private final int many;
        private int seen;

        private FirstOf(int many) {
            this.many = many;
        }

        @Override
        public boolean test(Object event) {
            boolean first = seen == 0;
            seen = seen + 1 == many ? 0 : seen + 1;
            return first;
        }
    }

    /**
     * Slows the stream down.
     *
     * @param <T> the events
     * @param most how many events pass, of all tasks together
     * @param per within what time
     */
    public record Throttled<T>(long most, Duration per) implements OperatorLogic<T, T> {

        /** Checks the numbers. */
        public Throttled {
            Objects.requireNonNull(per, "the time of throttle must not be null");
            if (most < 1 || per.isNegative() || per.isZero() || per.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("throttle(" + most + ", " + per
                        + "): give at least 1 event, and a time that is positive and at most " + LONGEST.toDays()
                        + " days");
            }
        }

        @Override
        public String kind() {
            return "throttle";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("at most", most + " per " + per);
        }

        @Override
        public Operator<T, T> operator() {
            return new Throttling<>(most, Times.nanos(per));
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    private static final Duration LONGEST = Duration.ofDays(10_000);

    private static void checkAtLeastAMillisecond(Duration duration, String who) {
        if (Objects.requireNonNull(duration, "the time of " + who + " must not be null")
                        .compareTo(Duration.ofMillis(1))
                < 0) {
            throw new IllegalArgumentException(who + ": give a time of at least a millisecond, not " + duration);
        }
    }
}
