package io.millrace.view;

import io.millrace.time.EventTime;
import io.millrace.view.Cell.Due;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an attempt at a job shows in a view: the versions of all rows, and one number, the watermark that readers go by.
 *
 * <p>Who reads more than one row pins its time, so that tasks keep the versions of it. A task first raises the floor, below which nothing is kept, and then looks at the pins; a reader first
 * pins and then looks at the floor: whoever is second sees the first, and gives way.
 */
final class Content<K, V> {

    final int attempt;
    private final PublishedView<K, V> view;
    private final ConcurrentHashMap<K, Cell<K, V>> cells = new ConcurrentHashMap<>();

    /** How far each task is; behind the lock, as are the next ones. */
    private final long[] reached;

    private final Runnable[] wakers;

    /** What tasks have left that have closed. */
    private final Queue<Due<K, V>> orphans = Due.queue();

    /** What closed tasks have not compared with what was shown before. */
    private final List<Runnable> uncompared = new ArrayList<>();

    private int refilling;

    /** How far the tasks were by the snapshot: before that, what their state has is not of one time. */
    private long restored = EventTime.NONE;

    private boolean over;

    private volatile long published = EventTime.NONE;
    private final Set<Pin> pins = ConcurrentHashMap.newKeySet();
    private final AtomicLong floor = new AtomicLong(EventTime.NONE);

    /** The keys in order, for tasks to keep up; null until somebody has asked. */
    private volatile ConcurrentNavigableMap<K, Cell<K, V>> order;

    /** The same, when all keys are in it. */
    private volatile ConcurrentNavigableMap<K, Cell<K, V>> ordered;

    /** Tasks that have not compared yet with what was shown before; behind the lock. */
    private int comparing;

    /** What was shown before this took its place; null when nobody has to be told of the difference. */
    private volatile Content<K, V> before;

    Content(PublishedView<K, V> view, int attempt, int tasks) {
        this.view = view;
        this.attempt = attempt;
        reached = new long[tasks];
        Arrays.fill(reached, EventTime.NONE);
        wakers = new Runnable[tasks];
        Arrays.fill(wakers, (Runnable) () -> {});
        refilling = tasks;
        comparing = tasks;
    }

    /** The time that somebody reads. */
    static final class Pin {
        private volatile long time;
    }

    long published() {
        return published;
    }

    Cell<K, V> cell(K key) {
        return cells.get(key);
    }

    Iterable<Cell<K, V>> cells() {
        return cells.values();
    }

    V get(K key) {
        Cell<K, V> cell = cells.get(key);
        return cell == null ? null : cell.row(this);
    }

    /** Has all versions of the published time be kept until the pin is {@link #release released}. */
    Pin pin() {
        Pin pin = new Pin();
        pin.time = published;
        pins.add(pin);
        VarHandle.fullFence();
        while (floor.get() > pin.time) {
            pin.time = published;
        }
        return pin;
    }

    void release(Pin pin) {
        pins.remove(pin);
    }

    V rowAt(Cell<K, V> cell, Pin pin) {
        return cell.rowAt(pin.time);
    }

    /** The tasks' side: the latest time that needs nothing older than its own versions. */
    long raiseFloor() {
        long before = floor.get();
        long time = leastPinned(published);
        floor.accumulateAndGet(time, Math::max);
        VarHandle.fullFence();
        // A pin below what the floor was already gives way.
        return Math.max(before, leastPinned(time));
    }

    private long leastPinned(long time) {
        long least = time;
        for (Pin pin : pins) {
            least = Math.min(least, pin.time);
        }
        return least;
    }

    /** The tasks' side: a key that has had no row. */
    void add(Cell<K, V> cell) {
        cells.put(cell.key, cell);
        ConcurrentNavigableMap<K, Cell<K, V>> keys = order;
        if (keys != null) {
            keys.put(cell.key, cell);
        }
    }

    void remove(Cell<K, V> cell) {
        cells.remove(cell.key, cell);
        ConcurrentNavigableMap<K, Cell<K, V>> keys = order;
        if (keys != null) {
            keys.remove(cell.key, cell);
        }
    }

    /** The keys in their natural order. */
    ConcurrentNavigableMap<K, Cell<K, V>> ordered() {
        ConcurrentNavigableMap<K, Cell<K, V>> keys = ordered;
        return keys == null ? putInOrder() : keys;
    }

    /** From the first line on tasks add what comes; so what is looked through leaves out nothing. What has gone meanwhile goes here, too. */
    private synchronized ConcurrentNavigableMap<K, Cell<K, V>> putInOrder() {
        if (ordered == null) {
            ConcurrentNavigableMap<K, Cell<K, V>> keys = new ConcurrentSkipListMap<>(naturalOrder());
            order = keys;
            for (Cell<K, V> cell : cells.values()) {
                keys.putIfAbsent(cell.key, cell);
                if (cells.get(cell.key) != cell) {
                    keys.remove(cell.key, cell);
                }
            }
            ordered = keys;
        }
        return ordered;
    }

    @SuppressWarnings("unchecked") // who asks has checked it, as far as that can be
    private static <K> Comparator<K> naturalOrder() {
        return (Comparator<K>) Comparator.naturalOrder();
    }

    /** A task is there; it is woken when what is published may be of interest to it. */
    void enter(int task, Runnable waker) {
        synchronized (reached) {
            wakers[task] = waker;
        }
    }

    /**
     * A task closes, and whoever publishes later settles what it has left.
     *
     * @param compare tells how what it has had differs from what was shown before
     */
    void leave(int task, Collection<Due<K, V>> left, Runnable compare) {
        synchronized (reached) {
            wakers[task] = () -> {};
            orphans.addAll(left);
            uncompared.add(compare);
        }
    }

    /** What is to be done once, when this is shown, for tasks that have closed. */
    List<Runnable> uncompared() {
        synchronized (reached) {
            List<Runnable> taken = List.copyOf(uncompared);
            uncompared.clear();
            return taken;
        }
    }

    /** What closed tasks have left and is shown by now. */
    List<Due<K, V>> orphans(long shown) {
        List<Due<K, V>> taken = new ArrayList<>();
        synchronized (reached) {
            while (!orphans.isEmpty() && orphans.peek().at() <= shown) {
                taken.add(orphans.remove());
            }
        }
        return taken;
    }

    /** A task has come to a watermark. */
    void reached(int task, long watermark) {
        synchronized (reached) {
            reached[task] = watermark;
            publish();
        }
    }

    /** A task has put in all that its state has, which is of that time at the latest. */
    void refilled(long time) {
        synchronized (reached) {
            refilling--;
            restored = Math.max(restored, time);
            publish();
        }
    }

    /** Another attempt follows: what a task that has not noticed does is not seen. */
    void end() {
        synchronized (reached) {
            over = true;
        }
    }

    /** All tasks are told the same by the same senders, so one that is idle need not be left out: it is idle since it has not read yet what others have. */
    private void publish() {
        if (over) {
            return;
        }
        long now = published;
        long least = EventTime.MAX;
        for (long each : reached) {
            least = Math.min(least, each);
        }
        published = Math.max(now, least);
        boolean isNews = refilling == 0 && published >= restored && view.show(this);
        if ((isNews || published > now) && view.isTold()) {
            for (Runnable waker : wakers) {
                waker.run();
            }
        }
    }

    boolean isShown() {
        return view.shows(this);
    }

    /** What was shown before this takes its place. */
    void follow(Content<K, V> content) {
        before = content;
    }

    /** What was shown before, as long as tasks have to compare; else null. */
    Content<K, V> before() {
        return before;
    }

    /** A task knows of all its keys how they differ from what was shown before. */
    void compared() {
        synchronized (reached) {
            comparing--;
            if (comparing == 0) {
                before = null;
            }
        }
    }
}
