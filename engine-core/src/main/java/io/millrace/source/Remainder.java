package io.millrace.source;

import java.util.List;

/**
 * Indices that readers of an earlier division of the work had yet to make when others were ahead of them.
 *
 * @param next the first one
 * @param stride from each to the next
 * @param until where they end, exclusive
 */
record Remainder(long next, long stride, long until) {

    static Remainder of(List<?> position) {
        return position.size() == 3
                        && position.get(0) instanceof Long next
                        && position.get(1) instanceof Long stride
                        && position.get(2) instanceof Long until
                        && next >= 0
                        && stride > 0
                        && until >= 0
                ? new Remainder(next, stride, until)
                : null;
    }

    boolean isEmpty() {
        return next >= until;
    }

    Remainder rest() {
        return new Remainder(until - stride < next ? until : next + stride, stride, until);
    }

    List<Long> toList() {
        return List.of(next, stride, until);
    }
}
