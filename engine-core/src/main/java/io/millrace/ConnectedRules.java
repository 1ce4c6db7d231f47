package io.millrace;

import io.millrace.function.SupplierFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Meetings;
import io.millrace.graph.Meetings.RulesTime;
import io.millrace.graph.Node.Input;
import io.millrace.operator.RulesProcess;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A stream of events, and a stream of rules of which every task gets all, in one order.
 *
 * @param <K> the keys of the events; Void where they have none
 * @param <T> the events
 * @param <B> the rules
 */
public final class ConnectedRules<K, T, B> {

    private static final Duration SILENT_AFTER = Duration.ofSeconds(1);

    private final EventStream<T> stream;
    private final Input events;
    private final KeySelector<T, K> key;
    private final BroadcastStream<B> rules;

    /** Null where events are processed as they arrive. */
    private final Duration silentAfter;

    ConnectedRules(EventStream<T> stream, Input events, KeySelector<T, K> key, BroadcastStream<B> rules) {
        this(stream, events, key, rules, null);
    }

    private ConnectedRules(
            EventStream<T> stream,
            Input events,
            KeySelector<T, K> key,
            BroadcastStream<B> rules,
            Duration silentAfter) {
        this.stream = stream;
        this.events = events;
        this.key = key;
        this.rules = rules;
        this.silentAfter = silentAfter;
    }

    /**
     * Has a rule hold for the events at or after its time and for no others, in every task alike, whatever comes first. An event
     * waits, in state, until the watermark of the events has come to it, and that of the rules, unless these are silent: so
     * rules do not hold up events for longer than a second, see {@link #inEventTimeOrder(Duration)}.
     *
     * @return the same streams in that order
     * @throws IllegalStateException when the events have no keys, by which they could be kept
     */
    public ConnectedRules<K, T, B> inEventTimeOrder() {
        return inEventTimeOrder(SILENT_AFTER);
    }

    /**
     * Has a rule hold for the events at or after its time and for no others, in every task alike, whatever comes first. Both
     * streams need timestamps. An event waits, in state, until the watermark of the events has come to it, and that of the
     * rules. Of one time, rules come before events. A timer on event time fires behind the events of its time and before later ones, by the rules of that time.
     *
     * <p>Rules that are silent are not waited for: those of which there has been nothing to read for a while, or whose stream
     * is idle. Event time goes on by the events alone then, until there is another rule. One that comes so late that event
     * time has passed it holds from then on, from one time for all tasks, and is counted in the metric {@code late rules}.
     *
     * <p>Events that are late, at or behind the watermark, are not given to the process: they are in the {@linkplain
     * RuledStream#late late stream}.
     *
     * @param rulesSilentAfter after how long without anything to read the rules are silent; a long time has those that are
     *     slow to come hold in time, and all events wait as long for them after each
     * @return the same streams in that order
     * @throws IllegalStateException when the events have no keys, by which they could be kept
     */
    public ConnectedRules<K, T, B> inEventTimeOrder(Duration rulesSilentAfter) {
        Objects.requireNonNull(rulesSilentAfter, "the time after which rules are silent must not be null");
        if (rulesSilentAfter.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("inEventTimeOrder(" + rulesSilentAfter
                    + "): give a time of at least a millisecond, after which the rules are silent");
        }
        if (key == null) {
            throw new IllegalStateException("a stream without keys cannot be connected with rules in the order of event"
                    + " time, since events that wait are kept by key: put .keyBy(...) before .connect(...)");
        }
        return new ConnectedRules<>(stream, events, key, rules, rulesSilentAfter);
    }

    /**
     * Adds an operator of one's own on the events and the rules.
     *
     * <p>Unless it is in the order of event time, rules need no timestamps, and hold nothing up: event time is that of the
     * events alone, however silent the rules are, and when they have ended. What comes before its rule is decided without
     * it.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Limits::new}
     * @return the results
     */
    public <R> RuledStream<T, R> process(
            String name, SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory) {
        return new RuledStream<>(
                silentAfter == null ? asTheyArrive(name, factory) : inOrder(name, factory), stream.type());
    }

    private <R> EventStream<R> asTheyArrive(
            String name, SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory) {
        return stream.transform(
                new Meetings.Ruled<K, T, B, R>(name, key, factory),
                List.of(events, rules.inOneOrder().input(1)));
    }

    private <R> EventStream<R> inOrder(
            String name, SupplierFn<? extends RulesProcess<? super K, ? super T, ? super B, R>> factory) {
        Meetings.RuledInOrder<K, T, B, R> ruled =
                new Meetings.RuledInOrder<>(name, key, stream.type(), rules.type(), factory);
        EventStream<Object> time = stream.transform(
                new RulesTime(RulesTime.Part.EVENTS, name, null), List.of(stream.input(0, Exchange.FORWARD)));
        EventStream<Object> rulesInTime = stream.<Object>transform(
                        new RulesTime(RulesTime.Part.RULES, name, silentAfter), List.of(rules.events()))
                .parallelism(1);
        EventStream<Object> clock = stream.<Object>transform(
                        new RulesTime(RulesTime.Part.CLOCK, name, null), List.of(time.input(0), rulesInTime.input(1)))
                .parallelism(1);
        return stream.transform(ruled, List.of(events, clock.broadcast().input(1)));
    }
}
