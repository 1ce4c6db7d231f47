package io.millrace.join.operator;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;

/**
 * What the join of two streams is.
 *
 * @param <K> the keys
 * @param <A> the left events
 * @param <B> the right events
 * @param <X> what is made of the right rows of a left one: the right event, or the result of the aggregate
 * @param <R> the results
 * @param leftKey from left event to key
 * @param rightKey from right event to key
 * @param leftType the type of the left events, or null where it is not known
 * @param rightType the type of the right events, or null where it is not known
 * @param reach which rows meet
 * @param lateness how far behind event time rows may be, in milliseconds, not negative
 * @param keepsLeft whether left rows that meet none are told
 * @param keepsRight whether right rows that meet none are told
 * @param aggregate what is made of all right rows of a left one; null where each pair has a result
 * @param result makes a result
 */
public record JoinLogic<K, A, B, X, R>(
        Fn<? super A, ? extends K> leftKey,
        Fn<? super B, ? extends K> rightKey,
        Type<?> leftType,
        Type<?> rightType,
        Reach<A> reach,
        long lateness,
        boolean keepsLeft,
        boolean keepsRight,
        Aggregate<? super B, ?, ? extends X> aggregate,
        BiFn<? super A, ? super X, ? extends R> result) {}
