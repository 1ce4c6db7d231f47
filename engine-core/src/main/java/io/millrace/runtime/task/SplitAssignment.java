package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.operator.OperatorException;
import io.millrace.operator.TaskContext;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.SourcePositions.Start;
import io.millrace.source.Source;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which reader of a source reads which splits, and how far they may get ahead of each other in event time: what the readers of an attempt have in common.
 * Splits are found by whichever reader comes when it is time. Thread-safe.
 */
public final class SplitAssignment {

    private final SplitSource<?> source;
    private final Clock clock;
    private final boolean blocking;
    private final boolean live;
    private final int atOnce;
    private final SourcePositions positions;
    private final List<Reader> readers = new ArrayList<>();
    private final AtomicIntegerArray dealt;

    /** How far the readers are in event time: each the least of its splits. */
    private final long[] reached;

    private volatile long lowest = EventTime.NONE;

    private final ReentrantLock finding = new ReentrantLock();
    private SplitFinder finder;
    private final Set<String> known = new HashSet<>();
    private volatile boolean found;
    private volatile boolean complete;
    private volatile long dueNanos;

    /** Those that no reader reads yet. */
    private final Deque<Split> free = new ArrayDeque<>();

    /** Those that have ended and are remembered. */
    private final Set<String> ended = new HashSet<>();

    private int open;

    /**
     * Of the readers of a source.
     *
     * @param source of any kind: where it has no splits, each reader has one, which has no id
     */
    public SplitAssignment(Source<?> source, SourcePositions positions, int parallelism, Clock clock) {
        this.source = source instanceof SplitSource<?> splits ? splits : null;
        try {
            blocking = source.blocking();
            live = source.live();
            atOnce = this.source == null ? 1 : this.source.splitsAtOnce();
        } catch (Throwable e) {
            throw new OperatorException(positions.source(), null, null, EventTime.NONE, e);
        }
        this.positions = positions;
        this.clock = clock;
        dealt = new AtomicIntegerArray(parallelism);
        reached = new long[parallelism];
        found = this.source == null;
        complete = found;
        open = parallelism;
        for (int reader = 0; reader < parallelism; reader++) {
            readers.add(new Reader(positions.ended(reader), positions.starts(reader)));
            reached[reader] = positions.ended(reader) ? EventTime.MAX : EventTime.NONE;
            positions.starts(reader).forEach(start -> known.add(start.id()));
            ended.addAll(positions.endedSplits(reader));
        }
        known.addAll(ended);
    }

    /** A reader as seen from here. */
    private static final class Reader {

        private final List<Start> waiting = new ArrayList<>();
        private int splits;
        private boolean gone;
        private Waker fetches = () -> {};
        private Waker task = () -> {};

        private Reader(boolean gone, List<Start> starts) {
            this.gone = gone;
            waiting.addAll(starts);
            splits = starts.size();
        }
    }

    /** Who fetches for a reader, and its task; to be told before the first step of either. */
    public void join(int reader, Waker fetches, Waker task) {
        readers.get(reader).fetches = fetches;
        readers.get(reader).task = task;
    }

    /** Where the readers begin. */
    public SourcePositions positions() {
        return positions;
    }

    boolean hasSplits() {
        return source != null;
    }

    /** Whether reading may block. */
    public boolean isBlocking() {
        return blocking;
    }

    /** Whether events happen as they are read. */
    boolean isLive() {
        return live;
    }

    /**
     * Looks for splits if it is time; unless somebody else is at it, who is not waited for.
     *
     * @return whether that has been done once at least
     */
    boolean look(TaskContext context) throws Exception {
        if (isDue() && finding.tryLock()) {
            try {
                if (isDue()) {
                    find(context);
                }
            } finally {
                finding.unlock();
            }
        }
        return found;
    }

    private boolean isDue() {
        return !complete && (!found || clock.nanos() - dueNanos >= 0);
    }

    private void find(TaskContext context) throws Exception {
        if (atOnce < 1) {
            throw new IllegalStateException("splitsAtOnce is " + atOnce + ", so that nothing is ever read");
        }
        if (finder == null) {
            finder = Objects.requireNonNull(source.finder(context), "finder returned null");
        }
        Splits now = Objects.requireNonNull(
                finder.find(Collections.unmodifiableSet(known)), "the finder of splits returned null");
        forget(take(now));
        dueNanos = clock.nanos() + now.lookAgain().map(Times::nanos).orElse(0L);
        deal();
        boolean first = !found;
        complete = now.lookAgain().isEmpty();
        found = true;
        if (first || complete) {
            readers.forEach(reader -> reader.fetches.wake());
        }
    }

    private synchronized Set<String> take(Splits now) {
        Set<String> told = new HashSet<>();
        for (Split split : now.all()) {
            if (!told.add(split.id())) {
                throw new IllegalStateException("the finder of splits told '" + split.id() + "' twice at a time");
            }
            if (known.add(split.id())) {
                free.add(split);
            }
        }
        return told;
    }

    private synchronized void forget(Set<String> allBut) {
        ended.removeIf(id -> !allBut.contains(id) && known.remove(id));
    }

    /** Gives what no reader has to those that have fewest. */
    private synchronized void deal() {
        for (Split next = free.peek(); next != null; next = free.peek()) {
            int to = idlest();
            if (to < 0) {
                return;
            }
            free.poll();
            Reader reader = readers.get(to);
            reader.waiting.add(new Start(next.id(), next.start()));
            reader.splits++;
            dealt.incrementAndGet(to);
            reader.fetches.wake();
        }
    }

    private int idlest() {
        int idlest = -1;
        for (int i = 0; i < readers.size(); i++) {
            Reader reader = readers.get(i);
            if (!reader.gone && reader.splits < atOnce && (idlest < 0 || reader.splits < readers.get(idlest).splits)) {
                idlest = i;
            }
        }
        return idlest;
    }

    /** Whether there are splits that a reader has not taken yet. */
    boolean hasDealt(int reader) {
        return dealt.get(reader) > 0;
    }

    /** The splits that a reader is to read besides those that it has. */
    synchronized List<Start> take(int reader) {
        dealt.set(reader, 0);
        List<Start> taken = List.copyOf(readers.get(reader).waiting);
        readers.get(reader).waiting.clear();
        return taken;
    }

    /** A split has been read to its end. */
    synchronized void ended(int reader, String id) {
        readers.get(reader).splits--;
        if (source != null) {
            ended.add(id);
            deal();
        }
    }

    /** Whether a split that has ended is to be kept in mind. */
    synchronized boolean remembers(String id) {
        return ended.contains(id);
    }

    /** Whether a reader has read all it will ever have; if so it gets nothing any more. */
    synchronized boolean isOver(int reader) {
        boolean over = complete && free.isEmpty() && readers.get(reader).splits == 0;
        readers.get(reader).gone |= over;
        return over;
    }

    long nanosToLook() {
        return complete || !found ? Unit.NO_DEADLINE : Math.max(0, dueNanos - clock.nanos());
    }

    /** How far a reader has come in event time; wakes the others if that lets them go on. */
    synchronized void reached(int reader, long least) {
        reached[reader] = least;
        long now = Arrays.stream(reached).min().orElse(least);
        if (now != lowest) {
            lowest = now;
            readers.forEach(each -> each.task.wake());
        }
    }

    /** How far the reader is that is furthest behind. */
    long lowest() {
        return lowest;
    }

    /** A reader has closed. */
    void closed() throws Exception {
        SplitFinder last;
        synchronized (this) {
            last = --open == 0 ? finder : null;
        }
        if (last != null) {
            last.close();
        }
    }
}
