package io.millrace.join;

import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.join.operator.JoinLogic;
import io.millrace.join.operator.JoinOperator;
import io.millrace.join.operator.Reach;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Operator;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is said of a join: what a {@link Join} adds to the graph. Its input 0 is the left stream, its input 1 the right
 * one.
 *
 * @param <K> the keys
 * @param <A> the left events
 * @param <B> the right events
 * @param <X> what is made of the right rows of a left one: the right event, or the result of the aggregate
 * @param <R> the results
 * @param name the name of the operator
 * @param bounds which rows meet by their times
 * @param joinKind what becomes of rows that meet none
 * @param leftKey from left event to key
 * @param rightKey from right event to key
 * @param left the type of the left events, or null where it is not known
 * @param right the type of the right events, or null where it is not known
 * @param lateness how far behind event time rows may be, in milliseconds
 * @param aggregate what is made of the right rows of each left one; null where each pair has a result
 * @param result makes a result
 */
public record JoinSpec<K, A, B, X, R>(
        String name,
        JoinBounds<A> bounds,
        JoinKind joinKind,
        KeySelector<A, K> leftKey,
        KeySelector<B, K> rightKey,
        Type<A> left,
        Type<B> right,
        long lateness,
        Aggregate<? super B, ?, X> aggregate,
        BiFn<? super A, ? super X, ? extends R> result)
        implements OperatorLogic<Object, R> {

    /** Checks that nothing is missing, and that there is an end to what is aggregated. */
    public JoinSpec {
        Node.checkedName("operator", name);
        Objects.requireNonNull(bounds, () -> "the bounds of join '" + name + "' must not be null");
        Objects.requireNonNull(joinKind, () -> "the kind of join '" + name + "' must not be null");
        Objects.requireNonNull(leftKey, () -> "the left key of join '" + name + "' must not be null");
        Objects.requireNonNull(rightKey, () -> "the right key of join '" + name + "' must not be null");
        Objects.requireNonNull(result, () -> "the function of join '" + name + "' must not be null");
        if (lateness < 0) {
            throw new IllegalArgumentException("the allowed lateness of join '" + name
                    + "' must not be negative, but is " + Duration.ofMillis(lateness));
        }
        if (aggregate != null && bounds instanceof JoinBounds.Forever) {
            throw new IllegalStateException("join '" + name + "' aggregates right rows forever, so that it would never"
                    + " tell a result: say within(...) or during(...); or make a table of the right stream");
        }
    }

    @Override
    public String kind() {
        return aggregate == null ? joinKind.text() + " join" : "group join";
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("right rows", bounds.text());
        if (lateness > 0) {
            details.put("allowed lateness", Duration.ofMillis(lateness).toString());
        }
        return Collections.unmodifiableMap(details);
    }

    @Override
    public boolean needsEventTime() {
        return true;
    }

    /** Results of pairs update each other as their rows do; an aggregate says itself what it takes. */
    @Override
    public UpdateRule updates() {
        if (aggregate == null) {
            return UpdateRule.PASSED_ON;
        }
        Set<Updates> taken =
                Stream.of(Updates.values()).filter(aggregate::takes).collect(Collectors.toUnmodifiableSet());
        return new UpdateRule(null, taken);
    }

    @Override
    public Optional<String> caution() {
        return bounds instanceof JoinBounds.Forever
                ? Optional.of(
                        "join '" + name + "' is forever(): it keeps all rows of both sides for good; say within(...)"
                                + " or during(...) where there is an end to what rows meet")
                : Optional.empty();
    }

    @Override
    public Type<?> resultType(Type<?> unused) {
        return LambdaTypes.ofFunction(result);
    }

    @Override
    public Operator<Object, R> operator() {
        return new JoinOperator<K, R>(new JoinLogic<K, A, B, X, R>(
                leftKey.function(),
                rightKey.function(),
                left,
                right,
                reach(),
                lateness,
                aggregate == null && joinKind.keepsLeft(),
                aggregate == null && joinKind.keepsRight(),
                aggregate,
                result));
    }

    private Reach<A> reach() {
        if (bounds instanceof JoinBounds.Within<A> within) {
            return Reach.within(EventTime.millis(within.from()), EventTime.millis(within.to()));
        }
        return bounds instanceof JoinBounds.During<A> during ? Reach.during(during.end(), lateness) : Reach.forever();
    }
}
