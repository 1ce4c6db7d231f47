package io.millrace.operator;

import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.state.serde.Type;
import io.millrace.state.time.Times;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;

/** The built-in operators, each call making one instance for one task. The fluent API stands on these. */
public final class Operators {

    private Operators() {}

    /**
     * Turns each event into another.
     *
     * @param <T> the events
     * @param <R> the results
     * @param function from event to result, never to null
     * @return the operator
     */
    public static <T, R> Operator<T, R> map(Fn<? super T, ? extends R> function) {
        return map(function, Errors.fail());
    }

    /**
     * Turns each event into another.
     *
     * @param <T> the events
     * @param <R> the results
     * @param function from event to result, never to null
     * @param errors what becomes of events that it fails on
     * @return the operator
     */
    public static <T, R> Operator<T, R> map(Fn<? super T, ? extends R> function, Errors errors) {
        return new RowOperator<>(RowStep.map(function, errors));
    }

    /**
     * Keeps the events that satisfy a condition.
     *
     * @param <T> the events
     * @param predicate the condition
     * @return the operator
     */
    public static <T> Operator<T, T> filter(PredicateFn<? super T> predicate) {
        return filter(predicate, Errors.fail());
    }

    /**
     * Keeps the events that satisfy a condition.
     *
     * @param <T> the events
     * @param predicate the condition
     * @param errors what becomes of events that it fails on
     * @return the operator
     */
    public static <T> Operator<T, T> filter(PredicateFn<? super T> predicate, Errors errors) {
        return new RowOperator<>(RowStep.filter(predicate, errors));
    }

    /**
     * Turns each event into any number of others.
     *
     * @param <T> the events
     * @param <R> the results
     * @param function from event to results, never to null
     * @param errors what becomes of events that it fails on
     * @return the operator
     */
    public static <T, R> Operator<T, R> flatMap(
            Fn<? super T, ? extends Iterable<? extends R>> function, Errors errors) {
        return new FlatMapOperator<>(function, errors);
    }

    /**
     * Looks at each event.
     *
     * @param <T> the events
     * @param action what to do
     * @return the operator
     */
    public static <T> Operator<T, T> peek(ConsumerFn<? super T> action) {
        return new RowOperator<>(RowStep.peek(action));
    }

    /**
     * Passes on what comes by any input.
     *
     * @param <T> the events
     * @return the operator
     */
    public static <T> Operator<T, T> identity() {
        return new Identity<>();
    }

    /**
     * Gives events timestamps and makes watermarks; those of the inputs end here, but for the last.
     *
     * @param <T> the events
     * @param timestamps how an event tells its time
     * @param watermarks how event time advances
     * @param idleAfter the silence after which the task is idle, or null for never
     * @return the operator
     */
    public static <T> Operator<T, T> timestamps(
            Timestamps<T> timestamps, Watermarks<? super T> watermarks, Duration idleAfter) {
        return new TimestampsOperator<>(timestamps, watermarks, idleAfter);
    }

    /**
     * Runs a {@link KeyedProcess}.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <R> the results
     * @param key from event to key
     * @param process the user's logic
     * @return the operator
     */
    @SuppressWarnings("unchecked") // a process that takes any super-type of K and T takes these
    public static <K, T, R> Operator<T, R> process(
            Fn<? super T, ? extends K> key, KeyedProcess<? super K, ? super T, R> process) {
        return new KeyedProcessOperator<>(key, (KeyedProcess<K, T, R>) process);
    }

    /**
     * Runs a {@link ConnectedProcess} on the events of inputs 0 and 1 as they arrive.
     *
     * @param <K> the keys
     * @param <A> the left events
     * @param <B> the right events
     * @param <R> the results
     * @param leftKey from a left event to its key, null where the streams have no keys
     * @param rightKey from a right event to its key, null where the streams have no keys
     * @param process the user's logic
     * @return the operator
     */
    @SuppressWarnings("unchecked") // a process that takes any super-type of K, A and B takes these
    public static <K, A, B, R> Operator<Object, R> connected(
            Fn<? super A, ? extends K> leftKey,
            Fn<? super B, ? extends K> rightKey,
            ConnectedProcess<? super K, ? super A, ? super B, R> process) {
        return new ConnectedOperator<>(leftKey, rightKey, (ConnectedProcess<K, A, B, R>) process);
    }

    /**
     * Runs a {@link RulesProcess} on the events of input 0 and the rules of input 1 as they arrive.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <B> the rules
     * @param <R> the results
     * @param key from event to key, null where the stream has no keys
     * @param process the user's logic
     * @return the operator
     */
    @SuppressWarnings("unchecked") // a process that takes any super-type of K, T and B takes these
    public static <K, T, B, R> Operator<Object, R> rules(
            Fn<? super T, ? extends K> key, RulesProcess<? super K, ? super T, ? super B, R> process) {
        return new RulesOperator<>(key, (RulesProcess<K, T, B, R>) process);
    }

    /**
     * Runs a {@link ConnectedProcess} on the events of inputs 0 and 1 in the order of event time.
     *
     * @param <K> the keys
     * @param <A> the left events
     * @param <B> the right events
     * @param <R> the results
     * @param leftKey from a left event to its key
     * @param rightKey from a right event to its key
     * @param leftType the type of left events, or null where it is not known
     * @param rightType the type of right events, or null where it is not known
     * @param process the user's logic
     * @return the operator
     */
    @SuppressWarnings("unchecked") // a process that takes any super-type of K, A and B takes these
    public static <K, A, B, R> Operator<Object, R> connectedInOrder(
            Fn<? super A, ? extends K> leftKey,
            Fn<? super B, ? extends K> rightKey,
            Type<A> leftType,
            Type<B> rightType,
            ConnectedProcess<? super K, ? super A, ? super B, R> process) {
        return new ConnectedInOrder<>(leftKey, rightKey, leftType, rightType, (ConnectedProcess<K, A, B, R>) process);
    }

    /**
     * Runs a {@link RulesProcess} in the order of event time, on the events of input 0 and what {@link #ruleClock} tells by
     * input 1.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <B> the rules
     * @param <R> the results
     * @param key from event to key
     * @param type the type of events, or null where it is not known
     * @param ruleType the type of rules, or null where it is not known
     * @param process the user's logic
     * @return the operator
     */
    @SuppressWarnings("unchecked") // a process that takes any super-type of K, T and B takes these
    public static <K, T, B, R> Operator<Object, R> rulesInOrder(
            Fn<? super T, ? extends K> key,
            Type<T> type,
            Type<B> ruleType,
            RulesProcess<? super K, ? super T, ? super B, R> process) {
        return new RulesInOrder<>(key, type, ruleType, (RulesProcess<K, T, B, R>) process);
    }

    /**
     * Tells what comes by a stream of rules, its times, and when it is silent, to a {@link #ruleClock}.
     *
     * @param patience after how long without anything to read rules are silent
     * @return the operator
     */
    public static Operator<Object, Object> ruleTimes(Duration patience) {
        return erased(new RuleTimes<>(Times.nanos(patience)));
    }

    /**
     * Decides for all tasks of a process from when rules hold: on the time of the events by input 0, and what {@link
     * #ruleTimes} tells by input 1.
     *
     * @return the operator
     */
    public static Operator<Object, Object> ruleClock() {
        return erased(new RuleClock());
    }

    /**
     * Passes on the time of events, and none of them.
     *
     * @return the operator
     */
    public static Operator<Object, Object> timeAlone() {
        return (input, batch, out) -> true;
    }

    @SuppressWarnings("unchecked") // what is told is handed on and read by these operators alone
    private static Operator<Object, Object> erased(Operator<Object, ?> operator) {
        return (Operator<Object, Object>) operator;
    }

    private static final class Identity<T> implements Operator<T, T> {

        @Override
        public boolean process(int input, Batch<T> batch, Output<T> out) {
            out.emitAll(batch);
            return true;
        }
    }
}
