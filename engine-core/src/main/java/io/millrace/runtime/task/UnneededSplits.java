package io.millrace.runtime.task;

import io.millrace.source.SplitFinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Splits that have ended, until no snapshot is kept that does not have that. Thread-safe. */
final class UnneededSplits {

    private final LongSupplier oldestSnapshot;

    /** By the first complete snapshot that has their ends. */
    private final Map<String, Long> endedBy = new LinkedHashMap<>();

    /** No snapshot that counts is older. */
    private volatile long first = Long.MAX_VALUE;

    /** Whether the finder is to be told; not known before it is made. */
    private boolean tells = true;

    UnneededSplits(LongSupplier oldestSnapshot) {
        this.oldestSnapshot = oldestSnapshot;
    }

    /** The finder is made. Where it does not heed what it would be told, the place of the snapshots is not looked at for that. */
    synchronized void of(SplitFinder finder) {
        try {
            tells = finder.getClass().getMethod("onUnneeded", String.class).getDeclaringClass() != SplitFinder.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a finder has all methods of its interface", e);
        }
        if (tells) {
            // Only for who has asked is looked from now on.
            long unused = oldestSnapshot.getAsLong();
        } else {
            endedBy.clear();
            first = Long.MAX_VALUE;
        }
    }

    synchronized void add(long snapshot, String id) {
        if (tells) {
            endedBy.put(id, snapshot);
            first = Math.min(first, snapshot);
        }
    }

    synchronized void forget(String id) {
        endedBy.remove(id);
    }

    /** Whether there may be some. */
    boolean isThere() {
        long least = first;
        return least != Long.MAX_VALUE && least <= oldestSnapshot.getAsLong();
    }

    /** Tells of each once. */
    void tell(SplitFinder finder) throws Exception {
        if (isThere()) {
            for (String id : take()) {
                finder.onUnneeded(id);
            }
        }
    }

    private synchronized List<String> take() {
        long oldest = oldestSnapshot.getAsLong();
        List<String> taken = new ArrayList<>();
        endedBy.entrySet().removeIf(each -> each.getValue() <= oldest && taken.add(each.getKey()));
        first = endedBy.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        return taken;
    }
}
