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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

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
    private final List<AssignedReader> readers = new ArrayList<>();
    private final AtomicIntegerArray dealt;

    /** How far the reader is in event time that is furthest behind. */
    private volatile long lowest = EventTime.NONE;

    private final ReentrantLock finding = new ReentrantLock();
    private SplitFinder finder;
    private UnaryOperator<SplitFinder> divided = UnaryOperator.identity();
    private final Set<String> known = new HashSet<>();
    private volatile boolean found;
    private volatile boolean complete;
    private volatile long dueNanos;

    /** Those that no reader reads yet. */
    private final Deque<Split> free = new ArrayDeque<>();

    /** Those that have ended and are remembered, and by which reader. */
    private final Map<String, Integer> ended = new HashMap<>();

    /** What the finder is to be told of those. */
    private final EndedSplits toTell;

    /** The readers that have splits which were found together, and whose consumers do not know yet that they are to wait for them. */
    private final Set<Integer> gathering = new HashSet<>();

    private volatile boolean gathers;

    private int open;

    /**
     * Of the readers of a source.
     *
     * @param source of any kind: where it has no splits, each reader has one, which has no id
     * @param oldestSnapshot which is kept
     */
    public SplitAssignment(
            Source<?> source, SourcePositions positions, int parallelism, Clock clock, LongSupplier oldestSnapshot) {
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
        toTell = new EndedSplits(oldestSnapshot);
        dealt = new AtomicIntegerArray(parallelism);
        found = this.source == null;
        complete = found;
        open = parallelism;
        for (int reader = 0; reader < parallelism; reader++) {
            readers.add(new AssignedReader(positions.starts(reader)));
            if (positions.ended(reader)) {
                leave(reader);
            }
            positions.starts(reader).forEach(start -> known.add(start.id()));
            for (String id : positions.endedSplits(reader)) {
                ended.put(id, reader);
            }
        }
        known.addAll(ended.keySet());
    }

    /**
     * Has the other readers be in other processes, where the same is said of this one; before the first step.
     *
     * @param reader the only one that is here
     * @param division makes of what finds all splits what finds those of this reader
     */
    public void leaveOthers(int reader, UnaryOperator<SplitFinder> division) {
        for (int other = 0; other < readers.size(); other++) {
            if (other != reader) {
                leave(other);
            }
        }
        open = 1;
        divided = division;
    }

    /** A reader is not waited for, and gets nothing. */
    private void leave(int reader) {
        readers.get(reader).goes();
        readers.get(reader).reaches(EventTime.MAX);
    }

    /** Who fetches for a reader, and its task; to be told before the first step of either. */
    public void join(int reader, Waker fetches, Waker task) {
        readers.get(reader).join(fetches, task);
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

    /** How many splits a reader reads at a time. */
    int atOnce() {
        return atOnce;
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
        if ((isDue() || toTell.areUnneeded()) && finding.tryLock()) {
            try {
                if (isDue()) {
                    find(context);
                } else {
                    toTell.tellUnneeded(finder);
                }
            } finally {
                finding.unlock();
            }
            // They have put off their own looks meanwhile.
            readers.forEach(AssignedReader::wakeFetches);
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
            finder = divided.apply(Objects.requireNonNull(source.finder(context), "finder returned null"));
            toTell.of(finder);
            tellRestore();
        }
        toTell.tellEnds(finder);
        toTell.tellUnneeded(finder);
        Splits now = Objects.requireNonNull(
                finder.find(Collections.unmodifiableSet(known)), "the finder of splits returned null");
        forget(take(now));
        dueNanos = clock.nanos() + now.lookAgain().map(Times::nanos).orElse(0L);
        dealFound(!found);
        complete = now.lookAgain().isEmpty();
        found = true;
    }

    private void tellRestore() throws Exception {
        if (positions.isRestored()) {
            finder.onRestore(endedIds());
        }
    }

    private synchronized Set<String> endedIds() {
        return Set.copyOf(ended.keySet());
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
        ended.keySet().removeIf(id -> {
            boolean forgotten = !allBut.contains(id) && known.remove(id);
            if (forgotten) {
                toTell.forget(id);
            }
            return forgotten;
        });
    }

    /**
     * Deals what has been found. At the beginning nothing is read before all readers have their splits. Later, what has been found together is not read before
     * all consumers wait for each of the readers: none is late because another one is read first. A reader that may be blocking in another split is not waited for.
     */
    private synchronized void dealFound(boolean first) {
        Set<Integer> dealtTo = deal();
        if (blocking) {
            dealtTo.removeIf(reader -> readers.get(reader).hasOthers());
        }
        if (!first && readers.size() > 1 && !dealtTo.isEmpty()) {
            gathering.addAll(dealtTo);
            gathers = true;
        }
    }

    /** Whether what has been found and is not read yet is to wait. */
    boolean gathers() {
        return gathers;
    }

    /** The consumers of a reader wait for the splits that it had been given when they were so many. */
    synchronized void gathered(int reader, int given) {
        if (given == readers.get(reader).given() && gathering.remove(reader) && gathering.isEmpty()) {
            gathers = false;
            readers.forEach(AssignedReader::wakeFetches);
        }
    }

    /** A reader reads nothing more. */
    synchronized void leaves(int reader) {
        gathered(reader, readers.get(reader).given());
    }

    /** Gives what no reader has to those that have fewest; returns who those are. */
    private synchronized Set<Integer> deal() {
        Set<Integer> dealtTo = new HashSet<>();
        for (Split next = free.peek(); next != null; next = free.peek()) {
            int to = idlest();
            if (to < 0) {
                break;
            }
            free.poll();
            readers.get(to).give(next);
            dealtTo.add(to);
            dealt.incrementAndGet(to);
            readers.get(to).wakeFetches();
        }
        return dealtTo;
    }

    private int idlest() {
        int idlest = -1;
        for (int i = 0; i < readers.size(); i++) {
            AssignedReader reader = readers.get(i);
            if (!reader.isGone()
                    && reader.splits() < atOnce
                    && (idlest < 0 || reader.splits() < readers.get(idlest).splits())) {
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
        return readers.get(reader).take();
    }

    /** A split has been read to its end. */
    synchronized void ended(int reader, String id, Object position) {
        readers.get(reader).ended();
        if (source != null) {
            ended.put(id, reader);
            if (!complete) {
                toTell.add(id, position);
            }
            deal();
        }
    }

    /** Splits of a reader have ended by a snapshot that is complete, and by no complete one before it. */
    synchronized void haveEndedBy(int reader, long snapshot, Set<String> ids) {
        ids.stream().filter(id -> remembers(reader, id)).forEach(id -> toTell.unneededFrom(snapshot, id));
    }

    /** Whether a split that has ended is to be kept in mind by the reader that has read it; another one of its id may have ended since, elsewhere. */
    synchronized boolean remembers(int reader, String id) {
        return Objects.equals(ended.get(id), reader);
    }

    /** Whether a reader has read all it will ever have; if so it gets nothing any more. */
    synchronized boolean isOver(int reader) {
        boolean over = complete && free.isEmpty() && readers.get(reader).splits() == 0;
        if (over) {
            readers.get(reader).goes();
        }
        return over;
    }

    long nanosToLook() {
        return complete || !found || finding.isLocked() ? Unit.NO_DEADLINE : Math.max(0, dueNanos - clock.nanos());
    }

    /** How far a reader has come in event time; wakes the others if that lets them go on. */
    synchronized void reached(int reader, long least) {
        readers.get(reader).reaches(least);
        long now = readers.stream().mapToLong(AssignedReader::reached).min().orElse(least);
        if (now != lowest) {
            lowest = now;
            readers.forEach(AssignedReader::wakeTask);
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
            try {
                toTell.tellUnneeded(last);
            } finally {
                last.close();
            }
        }
    }
}
