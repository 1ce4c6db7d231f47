package io.millrace.runtime.task;

import io.millrace.source.SplitFinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** Splits that have ended, until the finder has been told so; and until it has been told that no snapshot is kept that does not have that. Thread-safe. */
final class EndedSplits {

    private final LongSupplier oldestSnapshot;

    /** Those that the finder has not been told of. */
    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();

    /** By the first complete snapshot that has their ends. */
    private final Map<String, Long> endedBy = new LinkedHashMap<>();

    /** No snapshot that counts is older. */
    private volatile long first = Long.MAX_VALUE;

    /** Whether the finder is to be told; not known before it is made. */
    private boolean tells = true;

    /** Where a split has ended. */
    private record Ending(String id, Object position) {}

    EndedSplits(LongSupplier oldestSnapshot) {
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

    void add(String id, Object position) {
        endings.add(new Ending(id, position));
    }

    void tellEnds(SplitFinder finder) throws Exception {
        for (Ending end = endings.poll(); end != null; end = endings.poll()) {
            finder.onEnd(end.id(), end.position());
        }
    }

    /** No snapshot from this one on needs the split. */
    synchronized void unneededFrom(long snapshot, String id) {
        if (tells) {
            endedBy.put(id, snapshot);
            first = Math.min(first, snapshot);
        }
    }

    synchronized void forget(String id) {
        endedBy.remove(id);
    }

    /** Whether there may be some that no snapshot needs. */
    boolean areUnneeded() {
        long least = first;
        return least != Long.MAX_VALUE && least <= oldestSnapshot.getAsLong();
    }

    /** Tells of each that no snapshot needs, once. */
    void tellUnneeded(SplitFinder finder) throws Exception {
        if (areUnneeded()) {
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
