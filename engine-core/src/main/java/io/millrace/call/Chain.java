package io.millrace.call;

/**
 * Objects in the order in which they came, any of which may leave. Each is a link of the chain itself, so that none is made
 * for it. Confined to the task's thread.
 */
final class Chain<L extends Chain.Link<L>> {

    private L oldest;
    private L newest;

    /** What can be in one chain at a time. */
    abstract static class Link<L extends Link<L>> {

        private L before;
        private L after;

        /** The one that came next, or null. */
        final L after() {
            return after;
        }
    }

    /** The one that came first, or null. */
    L oldest() {
        return oldest;
    }

    /** The one that came last, or null. */
    L newest() {
        return newest;
    }

    void add(L added) {
        Link<L> link = added;
        link.before = newest;
        link.after = null;
        if (newest == null) {
            oldest = added;
        } else {
            Link<L> last = newest;
            last.after = added;
        }
        newest = added;
    }

    void remove(L removed) {
        Link<L> link = removed;
        Link<L> before = link.before;
        Link<L> after = link.after;
        if (before == null) {
            oldest = link.after;
        } else {
            before.after = link.after;
        }
        if (after == null) {
            newest = link.before;
        } else {
            after.before = link.before;
        }
        link.before = null;
        link.after = null;
    }

    void clear() {
        oldest = null;
        newest = null;
    }
}
