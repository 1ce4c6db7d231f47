package io.millrace.operator;

import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.serde.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator of one's own on a stream of events and on rules, which every task gets: what to look for, limits, prices,
 * models. They change while the job runs. What is made of them is in {@linkplain #shared shared} maps, which {@link #rule}
 * writes, and which are the same in all tasks, because all get the same rules in the same order. Anything else may only
 * read them.
 *
 * <pre>{@code
 * final class Limits extends RulesProcess<String, Payment, Limit, Alert> {
 *     private final MapState<String, Limit> limits = shared("limits", String.class, Limit.class);
 *     private final ValueState<Double> total = value("total", Double.class);
 *
 *     protected void rule(Limit limit, RuleContext context) {
 *         limits.put(limit.id(), limit);
 *     }
 *
 *     protected void process(Payment payment, KeyedContext<String> context, Emitter<Alert> out) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>Rules come as they arrive, so that an event may be decided before a rule which is older than it, unless the streams
 * were connected {@linkplain io.millrace.ConnectedRules#inEventTimeOrder in the order of event time}.
 *
 * <p>Each parallel task has an instance of its own, which only its thread touches. State and timers are those of a
 * {@link KeyedProcess}: about the key of the event or timer at hand, and part of snapshots, as shared maps are; other fields
 * are not. A stream that has no keys is given to a process whose K is Void: it is told a key of null, and has shared maps, but
 * neither state nor timers by key.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <B> the rules
 * @param <R> the results
 */
public abstract class RulesProcess<K, T, B, R> extends StatefulProcess<K, R> {

    private final List<SharedMap<?, ?>> shared = new ArrayList<>();

    /** For subclasses. */
    protected RulesProcess() {}

    /**
     * Processes an event.
     *
     * @param event the event
     * @param context its key and time
     * @param out where results go
     * @throws Exception fails the job
     */
    protected abstract void process(T event, KeyedContext<K> context, Emitter<R> out) throws Exception;

    /**
     * Takes in a rule: the same ones in the same order in every task, each of which has to make the same of them. So it goes
     * by the rule and by shared maps alone, and not by what an instance has seen of events, nor by chance or the time of
     * day. There is no key at hand.
     *
     * @param rule the rule
     * @param context its time
     * @throws Exception fails the job
     */
    protected abstract void rule(B rule, RuleContext context) throws Exception;

    /**
     * Declares a map that is the same in all tasks; to be called while constructing. Only {@link #rule} may change it. It is
     * iterated in the order in which its keys were put first. In snapshots it is written once, however many tasks there are,
     * and as a whole: it is for thousands of rules, and not for what belongs to keys.
     *
     * @param <UK> the keys of the map, with equals and hashCode
     * @param <UV> the values of the map; to change one, put another
     * @param name unique among the shared maps of the operator, stable across versions of the program
     * @param keyType the type of the map's keys
     * @param valueType the type of the map's values
     * @return the map
     */
    protected final <UK, UV> MapState<UK, UV> shared(String name, Class<UK> keyType, Class<UV> valueType) {
        return shared(name, Type.of(keyType), Type.of(valueType));
    }

    /**
     * Declares a map of generic types that is the same in all tasks; to be called while constructing. See {@link
     * #shared(String, Class, Class)}.
     *
     * @param <UK> the keys of the map, with equals and hashCode
     * @param <UV> the values of the map; to change one, put another
     * @param name unique among the shared maps of the operator, stable across versions of the program
     * @param keyType the type of the map's keys
     * @param valueType the type of the map's values
     * @return the map
     */
    protected final <UK, UV> MapState<UK, UV> shared(String name, Type<UK> keyType, Type<UV> valueType) {
        declarations().checkOpen();
        SharedMap<UK, UV> map = new SharedMap<>(MapSpec.of(name, keyType, valueType));
        shared.add(map);
        return map;
    }

    List<SharedMap<?, ?>> shared() {
        return shared;
    }

    /** The rule that a {@link RulesProcess} is at, valid during the call only; and which instance of it this is. */
    public interface RuleContext extends TaskContext {

        /**
         * The event time of the rule; in the order of event time that from which it holds, which is later for one that came
         * too late.
         *
         * @return the time
         * @throws IllegalStateException when the rule has no timestamp
         */
        Instant timestamp();
    }
}
