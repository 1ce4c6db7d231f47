package io.millrace.graph;

import io.millrace.function.Captures;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.function.SupplierFn;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Operators;
import io.millrace.state.serde.Type;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the verbs of the fluent API add to a graph. */
public final class Verbs {

    private Verbs() {}

    /**
     * A function of one event, which may fail on it.
     *
     * @param <I> the events
     * @param <O> the results
     */
    public interface OfEach<I, O> extends OperatorLogic<I, O> {

        /**
         * What becomes of events that the function fails on.
         *
         * @return the policy, or null where nobody has said: the job fails
         */
        Errors errors();

        /**
         * The same function with another policy.
         *
         * @param policy what becomes of events that it fails on
         * @return the changed logic
         */
        OfEach<I, O> onError(Errors policy);

        /**
         * Whether events that the function fails on become dead letters.
         *
         * @return whether somebody has to read them
         */
        default boolean sendsDeadLetters() {
            return errors() != null && errors().sendsDeadLetters();
        }

        @Override
        default Map<String, String> details() {
            return errors() == null ? Map.of() : Map.of("on error", errors().toString());
        }
    }

    /**
     * Turns each event into another.
     *
     * @param <T> the events
     * @param <R> the results
     * @param function from event to result
     * @param errors what becomes of events that it fails on, or null where nobody has said
     */
    public record Mapped<T, R>(Fn<? super T, ? extends R> function, Errors errors) implements OfEach<T, R> {
        @Override
        public String kind() {
            return "map";
        }

        @Override
        public Operator<T, R> operator() {
            return Operators.map(function, orFail(errors));
        }

        @Override
        public Mapped<T, R> onError(Errors policy) {
            return new Mapped<>(function, policy);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return LambdaTypes.ofResult(function);
        }
    }

    /**
     * Keeps the events that satisfy a condition.
     *
     * @param <T> the events
     * @param predicate the condition
     * @param errors what becomes of events that it fails on, or null where nobody has said
     */
    public record Filtered<T>(PredicateFn<? super T> predicate, Errors errors) implements OfEach<T, T> {
        @Override
        public String kind() {
            return "filter";
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.filter(predicate, orFail(errors));
        }

        @Override
        public Filtered<T> onError(Errors policy) {
            return new Filtered<>(predicate, policy);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * Turns each event into any number of others.
     *
     * @param <T> the events
     * @param <R> the results
     * @param function from event to results
     * @param errors what becomes of events that it fails on, or null where nobody has said
     * @param partOf the name of the operator that it is a part of, null for most
     */
    public record FlatMapped<T, R>(
            Fn<? super T, ? extends Iterable<? extends R>> function, Errors errors, String partOf)
            implements OfEach<T, R> {
        @Override
        public String kind() {
            return "flatMap";
        }

        @Override
        public Operator<T, R> operator() {
            return Operators.flatMap(function, orFail(errors));
        }

        @Override
        public FlatMapped<T, R> onError(Errors policy) {
            return new FlatMapped<>(function, policy, partOf);
        }
    }

    private static Errors orFail(Errors errors) {
        return errors == null ? Errors.fail() : errors;
    }

    /**
     * Looks at each event.
     *
     * @param <T> the events
     * @param action what is done
     */
    public record Peeked<T>(ConsumerFn<? super T> action) implements OperatorLogic<T, T> {
        @Override
        public String kind() {
            return "peek";
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.peek(action);
        }

        @Override
        public Optional<String> whyNotPortable() {
            return Captures.tie(action);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * Gives events timestamps, and makes watermarks.
     *
     * @param <T> the events
     * @param timestamps how an event tells its time
     * @param watermarks how event time advances
     * @param idleAfter the silence after which the stream is idle, or null for never
     */
    public record Timestamped<T>(Timestamps<T> timestamps, Watermarks<? super T> watermarks, Duration idleAfter)
            implements OperatorLogic<T, T> {
        @Override
        public String kind() {
            return "timestamps";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("watermarks", watermarks.toString());
        }

        @Override
        public boolean makesEventTime() {
            return true;
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.timestamps(timestamps, watermarks, idleAfter);
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * Runs a user's logic with state and timers per key.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <R> the results
     * @param name its name
     * @param key from event to key
     * @param factory makes the logic of each task
     */
    public record Processed<K, T, R>(
            String name, KeySelector<T, K> key, SupplierFn<? extends KeyedProcess<? super K, ? super T, R>> factory)
            implements OperatorLogic<T, R> {

        /** Checks the name. */
        public Processed {
            Node.checkedName("operator", name);
        }

        @Override
        public String kind() {
            return "process";
        }

        @Override
        public Operator<T, R> operator() throws Exception {
            return Operators.<K, T, R>process(key.function(), factory.get());
        }
    }

    /**
     * Passes on the events of all its inputs.
     *
     * @param <T> the events
     */
    public record Merged<T>() implements OperatorLogic<T, T> {
        @Override
        public String kind() {
            return "merge";
        }

        @Override
        public Operator<T, T> operator() {
            return Operators.identity();
        }
    }

    /** Passes on the dead letters of a pipeline. */
    public record DeadLetters() implements OperatorLogic<DeadLetter, DeadLetter> {
        @Override
        public String kind() {
            return DeadLetter.OUTPUT;
        }

        @Override
        public Operator<DeadLetter, DeadLetter> operator() {
            return Operators.identity();
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return Type.of(DeadLetter.class);
        }
    }
}
