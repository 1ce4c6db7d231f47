package io.millrace;

import io.millrace.function.SupplierFn;
import io.millrace.graph.Input;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Meetings;
import io.millrace.operator.RulesProcess;
import java.util.List;

/**
 * A stream of events, and a stream of rules of which every task gets all, in one order.
 *
 * @param <K> the keys of the events; Void where they have none
 * @param <T> the events
 * @param <B> the rules
 */
public final class ConnectedRules<K, T, B> {

    private final EventStream<T> stream;
    private final Input events;
    private final KeySelector<T, K> key;
    private final BroadcastStream<B> rules;

    ConnectedRules(EventStream<T> stream, Input events, KeySelector<T, K> key, BroadcastStream<B> rules) {
        this.stream = stream;
        this.events = events;
        this.key = key;
        this.rules = rules;
    }

    /**
     * Adds an operator of one's own on the events and the rules.
     *
     * <p>Rules need no timestamps, and hold nothing up: event time is that of the events alone, however silent the rules
     * are, and when they have ended. What comes before its rule is decided without it.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Limits::new}
     * @return the results
     */
    public <R> EventStream<R> process(
            String name, SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory) {
        return stream.transform(
                new Meetings.Ruled<K, T, B, R>(name, key, factory),
                List.of(events, rules.inOneOrder().input(1)));
    }
}
