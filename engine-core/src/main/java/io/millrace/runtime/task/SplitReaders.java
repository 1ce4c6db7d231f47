package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.function.SupplierFn;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Errors;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.SourcePositions.Start;
import io.millrace.source.Fetch;
import io.millrace.source.SharedReader;
import io.millrace.source.Source;
import io.millrace.source.SourceReader.Lag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** Reads the splits of a task in turns, a batch of each that has rows, on the thread of whoever asks. */
public final class SplitReaders implements Feed {

    private final Source<Object> source;
    private final SplitAssignment assignment;
    private final TaskInstance instance;
    private final Function<Start, OpenSplit> make;

    /** Those that are read. */
    private final List<OpenSplit> reading = new ArrayList<>();

    /** Those that are read when others have ended: a job that goes on may have more than are read at a time. */
    private final Deque<OpenSplit> waiting = new ArrayDeque<>();

    /** Those whose readers are open, be it to be told of snapshots. */
    private final List<OpenSplit> open = new CopyOnWriteArrayList<>();

    private final boolean takesSnapshots;
    private SharedReader shared;
    private List<OpenSplit> added = List.of();
    private int next;
    private boolean opened;
    private boolean begun;
    private boolean stopped;

    /** Of the task of an instance; {@code waker} wakes whoever asks. */
    public SplitReaders(
            Source<Object> source,
            SplitAssignment assignment,
            TaskInstance instance,
            TaskEnvironment environment,
            Errors errors,
            Waker waker) {
        this.source = source;
        this.assignment = assignment;
        this.instance = instance;
        takesSnapshots = environment.snapshots().isPresent();
        make = start ->
                new OpenSplit(instance, start, environment.control(), takesSnapshots, this::share, errors, waker);
    }

    @SuppressWarnings("unchecked") // the splits of one source agree on what they share
    private <S extends SharedReader> S share(SupplierFn<S> maker) throws Exception {
        if (shared == null) {
            shared = Objects.requireNonNull(maker.get(), "what the splits share is null");
        }
        return (S) shared;
    }

    @Override
    public boolean open() {
        if (!opened && look()) {
            opened = true;
            added = openDealt();
        }
        return opened;
    }

    private boolean look() {
        try {
            return assignment.look(instance);
        } catch (Throwable e) {
            opened = true;
            throw Refusals.ofSource(instance.operator(), e, () -> instance.failure(e));
        }
    }

    private List<OpenSplit> openDealt() {
        List<OpenSplit> splits = new ArrayList<>();
        for (Start start : assignment.take(instance.subtask())) {
            OpenSplit split = make.apply(start);
            split.gathers = assignment.gathers();
            waiting.add(split);
            splits.add(split);
        }
        openWaiting();
        return splits;
    }

    private void openWaiting() {
        while (!waiting.isEmpty() && reading.size() < assignment.atOnce()) {
            OpenSplit split = waiting.poll();
            open.add(split);
            split.open(source);
            measureLag(split);
            reading.add(split);
        }
    }

    private void measureLag(OpenSplit split) {
        try {
            if (split.lag().isKnown()) {
                instance.metrics()
                        .ownGauge(
                                Metrics.LAG_RECORDS,
                                () -> lags(Lag::records).reduce(Long::sum).orElse(-1));
                instance.metrics()
                        .ownGauge(
                                Metrics.LAG_MILLIS,
                                () -> lags(Lag::millis).max().orElse(-1));
            }
        } catch (Throwable e) {
            throw instance.failure(e);
        }
    }

    private LongStream lags(ToLongFunction<Lag> part) {
        return open.stream().map(OpenSplit::lag).mapToLong(part).filter(lag -> lag >= 0);
    }

    /** The first time it tells no more than what there is to be read. */
    @Override
    public Fetch fetch(Portion portion) {
        if (!begun) {
            begun = true;
            portion.begins = true;
            portion.added = added;
            portion.outcome = Fetch.MORE;
            return Fetch.MORE;
        }
        if (assignment.hasSplits() && !stopped) {
            look();
            if (assignment.hasDealt(instance.subtask())) {
                portion.added = openDealt();
            }
        }
        portion.outcome = round(portion);
        if (portion.outcome == Fetch.WAIT && shared != null) {
            Fetch polled = poll();
            portion.outcome = round(portion);
            if (portion.outcome == Fetch.WAIT) {
                portion.outcome = polled;
            }
        }
        return portion.outcome;
    }

    private Fetch poll() {
        try {
            Fetch polled = Objects.requireNonNull(shared.poll(), "poll of what the splits share returned null");
            if (polled == Fetch.END) {
                throw new IllegalStateException(
                        "poll of what the splits share returned END, which is for their readers");
            }
            return polled;
        } catch (Throwable e) {
            throw instance.failure(e);
        }
    }

    /** Asks the splits in turns until one has something. */
    private Fetch round(Portion portion) {
        for (int left = reading.size(); left > 0; left--) {
            OpenSplit split = reading.get(next);
            next = next + 1 == reading.size() ? 0 : next + 1;
            if (!mayRead(split)) {
                continue;
            }
            Fetch fetched = split.fetch(portion.rows);
            portion.rejected = split.takeRejected();
            // One that says that there is more may have got on without rows.
            if (fetched != Fetch.WAIT || !portion.rows.isEmpty() || !portion.rejected.isEmpty()) {
                portion.split = split;
                return fetched == Fetch.END ? end(split, portion) : reading.size() == 1 ? fetched : Fetch.MORE;
            }
        }
        if (reading.isEmpty() && (stopped || assignment.isOver(instance.subtask()))) {
            return Fetch.END;
        }
        return Fetch.WAIT;
    }

    private boolean mayRead(OpenSplit split) {
        if (split.gathers && !assignment.gathers()) {
            split.gathers = false;
        }
        return stopped || !split.isHeld();
    }

    private Fetch end(OpenSplit split, Portion portion) {
        portion.ended = true;
        int at = reading.indexOf(split);
        reading.remove(at);
        assignment.ended(instance.subtask(), split.split(), split.readerPosition());
        if (assignment.hasSplits() && !(takesSnapshots && split.awaitsSnapshots())) {
            close(split);
        }
        if (!stopped) {
            openWaiting();
        }
        next = at < reading.size() ? at : 0;
        return reading.isEmpty() && (stopped || assignment.isOver(instance.subtask())) ? Fetch.END : Fetch.MORE;
    }

    private void close(OpenSplit split) {
        open.remove(split);
        split.over();
        try {
            split.close();
        } catch (Throwable e) {
            throw instance.failure(e);
        }
    }

    @Override
    public void positions(Collection<OpenSplit> splits) {
        for (OpenSplit split : splits) {
            Object told = split.readerPosition();
            split.position = told == null ? split.position : told;
        }
    }

    @Override
    public long nanosToDeadline() {
        long first = stopped ? Unit.NO_DEADLINE : assignment.nanosToLook();
        for (OpenSplit split : reading) {
            // What is held back is not read though its time has come.
            first = Math.min(first, !stopped && split.isHeld() ? Unit.NO_DEADLINE : split.nanosToWake());
        }
        return first;
    }

    @Override
    public void released() {}

    /** Goes on with those that have what needs to be fetched. */
    @Override
    public boolean stop(boolean drain) {
        if (assignment.isLive()) {
            open();
        }
        stopped = true;
        reading.removeIf(split -> !split.stop(drain));
        next = 0;
        return !reading.isEmpty();
    }

    @Override
    public void snapshotComplete(long snapshot, List<Told> splits) {
        for (Told told : splits) {
            told.split().snapshotComplete(snapshot, told.position());
            if (told.ended() && assignment.hasSplits()) {
                close(told.split());
            }
        }
    }

    @Override
    public void snapshotAborted(long snapshot) {
        List.copyOf(open).forEach(split -> split.snapshotAborted(snapshot));
    }

    @Override
    public void close() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        if (assignment.isLive()) {
            // Even now: only its reader can tell those who feed the source that the job is over.
            all.add(this::open);
        }
        all.add(instance.metrics()::settle);
        all.add(() ->
                closeAll(open.stream().<AutoCloseable>map(split -> split::close).toList()));
        all.add(() -> {
            if (shared != null) {
                shared.close();
            }
        });
        all.add(assignment::closed);
        closeAll(all);
    }

    /** Closes all, whatever some of them throw. */
    private void closeAll(List<AutoCloseable> all) {
        RuntimeException failure = null;
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (Throwable e) {
                if (failure == null) {
                    failure = instance.failure(e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
