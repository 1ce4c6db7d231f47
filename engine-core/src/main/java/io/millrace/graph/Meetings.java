package io.millrace.graph;

import io.millrace.function.SupplierFn;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Operators;
import io.millrace.operator.RulesProcess;
import io.millrace.state.serde.Type;
import java.util.Objects;

/** What the verbs by which streams meet add to a graph. */
public final class Meetings {

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
}
