package io.millrace.operator.internal;

import io.millrace.function.PredicateFn;

/** One of so many, the first of them; an instance for each task. */
public final class EveryNth implements PredicateFn<Object> {

    private static final long serialVersionUID = 1;

    private final int n;
    private int seen;

    /** @param n at least 1 */
    public EveryNth(int n) {
        this.n = n;
    }

    @Override
    public boolean test(Object event) {
        boolean first = seen == 0;
        seen = seen + 1 == n ? 0 : seen + 1;
        return first;
    }
}
