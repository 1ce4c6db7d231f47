package io.millrace.graph;

import io.millrace.function.SupplierFn;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Operators;
import io.millrace.operator.RulesProcess;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What the verbs by which streams meet add to a graph. */
public final class Meetings {

    private static final Map<String, String> IN_ORDER = Map.of("order", "event time");

    private Meetings() {}

    /**
     * Runs a user's logic on the events of two streams as they arrive.
     *
     * @param <K> the keys
     * @param <A> the left events
     * @param <B> the right events
     * @param <R> the results
     * @param name its name
     * @param left the key of a left event, null where the streams have no keys
     * @param right the key of a right event, null where the streams have no keys
     * @param factory makes the logic of each task
     */
    public record Connected<K, A, B, R>(
            String name,
            KeySelector<A, K> left,
            KeySelector<B, K> right,
            SupplierFn<? extends ConnectedProcess<? super K, ? super A, ? super B, R>> factory)
            implements OperatorLogic<Object, R> {

        /** Checks the name. */
        public Connected {
            Node.checkedName("operator", name);
            Objects.requireNonNull(factory, "the factory of process must not be null");
        }

        @Override
        public String kind() {
            return "connected process";
        }

        @Override
        public Operator<Object, R> operator() throws Exception {
            return Operators.<K, A, B, R>connected(
                    left == null ? null : left.function(), right == null ? null : right.function(), factory.get());
        }
    }

    /**
     * Runs a user's logic on the events of a stream, and on rules, which come by a control input.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <B> the rules
     * @param <R> the results
     * @param name its name
     * @param key the key of an event, null where the stream has no keys
     * @param factory makes the logic of each task
     */
    public record Ruled<K, T, B, R>(
            String name,
            KeySelector<T, K> key,
            SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory)
            implements OperatorLogic<Object, R> {

        /** Checks the name. */
        public Ruled {
            Node.checkedName("operator", name);
            Objects.requireNonNull(factory, "the factory of process must not be null");
        }

        @Override
        public String kind() {
            return "process with rules";
        }

        @Override
        public boolean isControl(int input) {
            return input == 1;
        }

        @Override
        public Operator<Object, R> operator() throws Exception {
            return Operators.<K, T, B, R>rules(key == null ? null : key.function(), factory.get());
        }
    }

    /**
     * Passes on the events of a stream by one task, so that all who read it get them in one order.
     *
     * @param <T> the events
     */
    public record OneOrder<T>() implements OperatorLogic<T, T> {
        @Override
        public String kind() {
            return "one order";
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.identity();
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * Runs a user's logic on the events of two streams in the order of event time.
     *
     * @param <K> the keys
     * @param <A> the left events
     * @param <B> the right events
     * @param <R> the results
     * @param name its name
     * @param left the key of a left event
     * @param right the key of a right event
     * @param leftType the type of left events, or null where it is not known
     * @param rightType the type of right events, or null where it is not known
     * @param factory makes the logic of each task
     */
    public record ConnectedInOrder<K, A, B, R>(
            String name,
            KeySelector<A, K> left,
            KeySelector<B, K> right,
            Type<A> leftType,
            Type<B> rightType,
            SupplierFn<? extends ConnectedProcess<? super K, ? super A, ? super B, R>> factory)
            implements OperatorLogic<Object, R> {

        /** Checks the name. */
        public ConnectedInOrder {
            Node.checkedName("operator", name);
            Objects.requireNonNull(factory, "the factory of process must not be null");
        }

        @Override
        public String kind() {
            return "connected process";
        }

        @Override
        public Map<String, String> details() {
            return IN_ORDER;
        }

        @Override
        public boolean needsEventTime() {
            return true;
        }

        @Override
        public Operator<Object, R> operator() throws Exception {
            return Operators.<K, A, B, R>connectedInOrder(
                    left.function(), right.function(), leftType, rightType, factory.get());
        }
    }

    /**
     * Runs a user's logic on the events of a stream and on rules, in the order of event time.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <B> the rules
     * @param <R> the results
     * @param name its name
     * @param key the key of an event
     * @param type the type of events, or null where it is not known
     * @param ruleType the type of rules, or null where it is not known
     * @param factory makes the logic of each task
     */
    public record RuledInOrder<K, T, B, R>(
            String name,
            KeySelector<T, K> key,
            Type<T> type,
            Type<B> ruleType,
            SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory)
            implements OperatorLogic<Object, R> {

        /** Checks the name. */
        public RuledInOrder {
            Node.checkedName("operator", name);
            Objects.requireNonNull(factory, "the factory of process must not be null");
        }

        @Override
        public String kind() {
            return "process with rules";
        }

        @Override
        public Map<String, String> details() {
            return IN_ORDER;
        }

        @Override
        public boolean needsEventTime() {
            return true;
        }

        @Override
        public boolean isControl(int input) {
            return input == 1;
        }

        @Override
        public Operator<Object, R> operator() throws Exception {
            return Operators.<K, T, B, R>rulesInOrder(key.function(), type, ruleType, factory.get());
        }
    }

    /**
     * What {@link RuledInOrder} needs between the streams and itself: the time of events alone, rules with their time, and a
     * clock, which reads both.
     *
     * @param part which of them
     * @param of the name of the process
     * @param patience after how long without anything to read rules are silent; null where it is of no matter
     */
    public record RulesTime(Part part, String of, Duration patience) implements OperatorLogic<Object, Object> {

        /** Which part it is. */
        public enum Part {
            /** Events go no further than here, and their time does. */
            EVENTS,
            /** Rules, their time, and their silence. */
            RULES,
            /** From when each rule holds. */
            CLOCK
        }

        @Override
        public String kind() {
            return switch (part) {
                case EVENTS -> "time of events";
                case RULES -> "time of rules";
                case CLOCK -> "clock of rules";
            };
        }

        @Override
        public Map<String, String> details() {
            return patience == null ? Map.of() : Map.of("silent after", patience.toString());
        }

        @Override
        public String name() {
            return part == Part.CLOCK ? of + " clock" : null;
        }

        @Override
        public String partOf() {
            return of;
        }

        @Override
        public boolean needsEventTime() {
            return true;
        }

        @Override
        public boolean isControl(int input) {
            return part == Part.CLOCK && input == 1;
        }

        @Override
        public Operator<Object, Object> operator() {
            return switch (part) {
                case EVENTS -> Operators.timeAlone();
                case RULES -> Operators.ruleTimes(patience);
                case CLOCK -> Operators.ruleClock();
            };
        }
    }
}
