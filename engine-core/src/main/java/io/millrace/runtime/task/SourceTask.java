package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.SourceSplits;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.snapshot.SnapshotCollector;
import io.millrace.runtime.task.Feed.Portion;
import io.millrace.runtime.task.Feed.Told;
import io.millrace.source.Fetch;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A task that reads a source. It owns what the source's stream tells besides its events: barriers, and the end, which
 * on drain is preceded by the last watermark, and on a stop is not.
 */
public final class SourceTask extends Task {

    private static final long NO_BARRIER = -1;

    private final SplitAssignment assignment;
    private final SplitTable splits;
    private final Feed feed;
    private final Portion portion = new Portion();
    private final SourceRoot root;
    private final Optional<SnapshotCollector> snapshots;
    private volatile long requestedBarrier = NO_BARRIER;
    private long barriersSent = NO_BARRIER;
    private boolean barrierLast;
    private boolean stopping;

    /** What snapshots have of the splits that it has not been told the end of. */
    private final NavigableMap<Long, List<Told>> undecided = new TreeMap<>();

    /** Whether nothing more is fetched. */
    private boolean ended;

    private boolean opened;

    /** Whether its consumers may not know yet that it has got splits. */
    private boolean gathers;

    /** Whether all there is has been fetched: nothing is left for a later run. */
    private boolean complete;

    public SourceTask(
            String source,
            int subtask,
            int parallelism,
            TaskEnvironment environment,
            SplitAssignment assignment,
            Function<Unit, Feed> feed) {
        super(source + "-" + subtask, subtask, parallelism, environment, false);
        this.assignment = assignment;
        this.splits =
                new SplitTable(assignment, subtask, environment.snapshots().isPresent());
        this.feed = feed.apply(this);
        snapshots = environment.snapshots();
        this.root = new SourceRoot(
                resources().newPort(Port.Announcer.NONE, meter().rowsOut()),
                resources().newPort(Port.Announcer.NONE, meter().rowsOut()));
    }

    /** What its operators are told of its splits. */
    public SourceSplits splits() {
        return splits;
    }

    public Port port() {
        return root.port;
    }

    /** Where dead letters go. */
    public Port letters() {
        return root.letters;
    }

    @Override
    String remedy() {
        return !(feed instanceof SplitReaders)
                ? super.remedy()
                : super.remedy()
                        + "; a source that waits for its events is for Sources.blockingIterator(...), Sources.lines(InputStream), or a Source"
                        + " of one's own whose blocking() is true, each of which has a thread of its own";
    }

    @Override
    Receiver root() {
        return root;
    }

    @Override
    boolean takeInput() throws Exception {
        if (ended) {
            return takeBarrier();
        }
        if (!control().phase().hasTasks()) {
            return false;
        }
        if (assignment.positions().ended(subtask())) {
            end(true);
            return true;
        }
        splits.settle();
        if (gathers && isHeard()) {
            gathers = false;
            assignment.gathered(subtask(), splits.given());
        }
        if (takeCommand()) {
            return true;
        }
        // A barrier that was put off for rows comes where there are none: nobody wakes the task for it again.
        return takeRows() || takeBarrier();
    }

    private boolean takeRows() throws Exception {
        if (!opened) {
            return open();
        }
        // Events of old splits would keep the consumers busy, and new ones waiting.
        return !gathers && control().phase().isOpen() && fetch();
    }

    private boolean fetch() throws Exception {
        if (splits.hasReleased()) {
            feed.released();
        }
        if (job().settings().measuresLatency()) {
            budget().ingestedNanos(job().clock().nanos());
        }
        Batch<Object> rows = root.port.rows();
        Fetch fetched = fetch(rows);
        boolean worked = fetched == Fetch.MORE || !rows.isEmpty() || gathers;
        if (rows.isEmpty()) {
            meter().foundNothing();
            rows.clear();
        } else {
            meter().rowsIn(rows.size());
        }
        root.resume();
        if (fetched == Fetch.END) {
            end(!stopping || isDraining());
            return true;
        }
        return worked;
    }

    private Fetch fetch(Batch<Object> rows) throws Exception {
        portion.rows = rows;
        Fetch fetched = feed.fetch(portion);
        splits.take(portion);
        if (portion.begins) {
            // Its consumers have waited for it from the start.
            assignment.gathered(subtask(), splits.given());
        } else {
            gathers |= !portion.added.isEmpty();
        }
        boolean rejected = !portion.rejected.isEmpty();
        if (rejected) {
            portion.rejected.forEach(letter -> root.letters.emit(letter, EventTime.NONE));
        }
        portion.clear();
        return fetched == Fetch.WAIT && rejected ? Fetch.MORE : fetched;
    }

    private boolean open() throws Exception {
        opened = feed.open();
        if (opened) {
            fetch(root.port.rows());
            control().opened(reader());
        }
        return opened;
    }

    private boolean isDraining() {
        return control().stopMode() == StopMode.DRAIN;
    }

    @Override
    public void expect(BiConsumer<JobControl.Phase, String> parts) {
        super.expect(parts);
        parts.accept(JobControl.Phase.READERS, reader());
    }

    @Override
    Optional<TaskBooks.Flow> sourceFlow() {
        boolean settled = root.port.hasHandedOver() && root.letters.hasHandedOver();
        return Optional.of(new TaskBooks.Flow(
                meter().rowsIn().value(),
                root.port.handedOver(),
                root.letters.handedOver(),
                OptionalLong.of(0),
                0,
                Optional.of(Account.passing()),
                Map.of(),
                settled,
                settled ? root.port.lost().or(root.letters::lost) : Optional.empty()));
    }

    private String reader() {
        return roleName() + "'s reader";
    }

    private boolean takeCommand() {
        if (!barrierLast && takeBarrier()) {
            // Not twice in a row: barriers that are asked for faster than they pass must not keep rows from flowing.
            barrierLast = true;
            return true;
        }
        barrierLast = false;
        if (control().stopMode() != StopMode.NONE && !stopping) {
            stopping = true;
            if (!feed.stop(isDraining())) {
                end(isDraining());
            }
            return true;
        }
        return false;
    }

    @Override
    public boolean isSource() {
        return true;
    }

    @Override
    public void requestBarrier(long snapshot) {
        requestedBarrier = snapshot;
        wake();
    }

    private boolean takeBarrier() {
        long requested = requestedBarrier;
        if (requested <= barriersSent) {
            return false;
        }
        barriersSent = requested;
        enqueue(new Signal.Barrier(requested));
        return true;
    }

    /** No row is fetched between the barrier's being queued and its passing. */
    @Override
    void addParts(TaskSnapshots snapshot) throws IOException {
        undecided.put(snapshot.current(), splits.positions(feed));
        snapshot.add(splits.part(snapshot.current(), complete));
    }

    /**
     * The end of the data follows at once. The end of the stream waits for a last snapshot, where there are any. A job
     * that is stopped, and not drained, can be gone on with from that one, so that its data have not ended.
     */
    private void end(boolean drain) {
        ended = true;
        complete = drain;
        splits.end();
        assignment.leaves(subtask());
        control().opened(reader());
        if (drain) {
            enqueue(new Signal.Watermark(EventTime.MAX));
        }
        if (drain || snapshots.isEmpty()) {
            enqueue(Signal.END_OF_DATA);
        }
        snapshots.ifPresentOrElse(collector -> collector.sourceEnded(drain), () -> enqueue(Signal.END_OF_STREAM));
    }

    @Override
    void snapshotEnded(long snapshot, boolean isComplete) {
        List<Told> told = undecided.get(snapshot);
        undecided.headMap(snapshot, true).clear();
        if (isComplete) {
            splits.snapshotComplete(snapshot);
            // one that this attempt has had no part in is what it goes on from
            feed.snapshotComplete(snapshot, told == null ? splits.starts() : told);
        } else {
            feed.snapshotAborted(snapshot);
        }
        super.snapshotEnded(snapshot, isComplete);
    }

    @Override
    public void endStream() {
        enqueue(Signal.END_OF_STREAM);
    }

    @Override
    void closeInput() throws Exception {
        feed.close();
    }

    @Override
    long nanosToInput() {
        return ended || gathers ? NO_DEADLINE : feed.nanosToDeadline();
    }

    /** The top of a source task's tree: its events, and what was rejected. */
    private record SourceRoot(Port port, Port letters) implements Receiver {

        @Override
        public boolean rows(Batch<Object> batch) {
            throw new IllegalStateException("a source has no input");
        }

        @Override
        public boolean signal(Signal signal) {
            port.signal(signal);
            letters.signal(signal);
            return resume();
        }

        @Override
        public boolean resume() {
            boolean done = port.flush();
            return letters.flush() && done;
        }
    }
}
