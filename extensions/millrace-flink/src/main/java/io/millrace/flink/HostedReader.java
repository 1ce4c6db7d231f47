package io.millrace.flink;

import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import io.millrace.source.Fetch;
import io.millrace.source.SplitFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** Polls a task that reads a source. On the thread of Flink's task, but for {@link #wake}. */
final class HostedReader extends ChainHost implements SourceReader<Leaving, HostedSplit> {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NONE = 0;

    private final SourceReaderContext context;
    private final JobCode code;
    private final Plan plan;
    private final PlannedTask planned;
    private final List<HostedSplit> given = new ArrayList<>();

    /** Completed when there may be something to do. */
    private volatile CompletableFuture<Void> signal = new CompletableFuture<>();

    /** What was told before there was anywhere to tell it to. */
    private final List<Leaving> early = new ArrayList<>();

    private ReaderOutput<Leaving> output;
    private HostedTask task;
    private FlinkMetrics metrics;
    private int attempt;
    private Fetch fetched = Fetch.WAIT;
    private boolean allEnded;
    private HostedSnapshot snapshot;
    private long latest = NONE;
    private boolean isWritten;

    /** Whether what is prepared last has left. */
    private boolean prepared;

    /** Those of which it is not known what has become of them: messages may come when the next has begun. */
    private final TreeSet<Long> written = new TreeSet<>();

    HostedReader(SourceReaderContext context, JobCode code, Plan plan, String task) {
        super(code.takesSnapshots());
        this.context = context;
        this.code = code;
        this.plan = plan;
        planned = plan.task(task);
    }

    @Override
    public void addSplits(List<HostedSplit> splits) {
        given.addAll(splits);
    }

    @Override
    public void start() {
        Chain.ofThread().readBy(this);
        context.sendSourceEventToCoordinator(new ReaderEvent.Here(
                given.stream().map(HostedSplit::parts).toList(), given.stream().anyMatch(HostedSplit::over)));
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof ReaderEvent.Begin begin) {
            attempt = code.attempt(begin.attempt());
            int subtask = context.getIndexOfSubtask();
            Chain chain = Chain.ofThread();
            chain.addRestored(begin.parts());
            List<byte[]> parts = chain.restored();
            MovedState.check(plan, planned, parts);
            task = parts.isEmpty()
                    ? HostedTask.open(planned, this, subtask)
                    : HostedTask.open(planned, this, subtask, parts, List.of());
            task.begin();
            metrics = new FlinkMetrics(task, context.metricGroup(), clock());
        } else if (event instanceof ReaderEvent.AllEnded) {
            allEnded = true;
        }
        signal.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Leaving> to) {
        if (task == null) {
            return allEnded ? InputStatus.END_OF_INPUT : nothing();
        }
        if (output == null) {
            output = to;
            early.forEach(this::leave);
            early.clear();
        }
        if (signal.isDone()) {
            signal = new CompletableFuture<>();
        }
        if (fetched != Fetch.END) {
            fetched = task.poll();
            if (fetched == Fetch.END) {
                ended();
            }
        }
        return fetched == Fetch.MORE ? InputStatus.MORE_AVAILABLE : allEnded ? InputStatus.END_OF_INPUT : nothing();
    }

    private InputStatus nothing() {
        return InputStatus.NOTHING_AVAILABLE;
    }

    private void ended() {
        if (planned.parallelism() == 1) {
            allEnded = true;
        } else {
            context.sendSourceEventToCoordinator(new ReaderEvent.Ended());
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> next = signal;
        if (fetched == Fetch.MORE || allEnded) {
            next.complete(null);
        } else if (task != null) {
            long nanos = task.nanosToWake();
            if (nanos != NEVER) {
                return next.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
            }
        }
        return next;
    }

    @Override
    public void wake() {
        signal.complete(null);
    }

    @Override
    void leave(Leaving leaves) {
        if (output != null) {
            output.collect(leaves);
        } else {
            early.add(leaves.copy());
        }
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public SplitFinder splits(SplitFinder all, int subtask, int parallelism) {
        return parallelism == 1 ? all : new DividedSplits(all, subtask, parallelism);
    }

    /** Has the barrier come to the task, and pass; once, ahead of the barrier itself where there is an exit. */
    void barrier(long checkpoint) {
        if (latest == checkpoint || !code.takesSnapshots() || task == null) {
            return;
        }
        if (written.contains(latest) && !isWritten) {
            // Flink begins one at a time: that one is over, and the message about it late.
            end(latest, false);
        }
        metrics.look();
        latest = checkpoint;
        isWritten = false;
        written.add(checkpoint);
        snapshot = snapshot(CheckpointPart.numberOf(checkpoint));
        Chain.ofThread().give(snapshot.parts());
        if (planned.commits() && !prepared) {
            leavePrepared(planned.exits().size(), snapshot.number(), snapshot.prepared());
        }
        // What has been told meanwhile is looked at again.
        signal.complete(null);
    }

    private HostedSnapshot snapshot(long number) {
        HostedSnapshot begun = task.snapshot(number, group -> {
            throw new IllegalStateException("a task that reads a source has keyed state");
        });
        renew();
        while (!begun.passes()) {
            await();
            renew();
        }
        return begun;
    }

    /** What is told from now on is waited for; whoever waits for what was told before looks again. */
    private void renew() {
        CompletableFuture<Void> before = signal;
        signal = new CompletableFuture<>();
        before.complete(null);
    }

    private void await() {
        long nanos = task.nanosToWake();
        try {
            signal.get(Math.min(nanos, TimeUnit.DAYS.toNanos(1)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // it is time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the barrier was to pass " + planned, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<HostedSplit> snapshotState(long checkpoint) {
        if (!code.takesSnapshots()) {
            throw new IllegalStateException(
                    "the job was submitted without checkpoints, and so takes no savepoints either: enable checkpointing");
        }
        if (task == null) {
            return List.copyOf(given);
        }
        barrier(checkpoint);
        if (early.stream().anyMatch(each -> each.kind() == Leaving.Kind.ROW)) {
            throw new IllegalStateException("a checkpoint has begun before source '" + planned.name()
                    + "' could say anything; leave it more time between checkpoints");
        }
        byte[] parts = snapshot.parts();
        while (!snapshot.write()) {
            // nothing of it is keyed
        }
        isWritten = true;
        return List.of(new HostedSplit(planned.name() + "-" + context.getIndexOfSubtask(), allEnded, parts));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        if (written.contains(checkpoint)) {
            end(checkpoint, true);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) {
        if (written.contains(checkpoint)) {
            end(checkpoint, false);
        }
    }

    private void end(long checkpoint, boolean complete) {
        written.headSet(checkpoint, true).clear();
        task.endSnapshot(CheckpointPart.numberOf(checkpoint), complete);
        if (complete) {
            task.committed(CheckpointPart.numberOf(checkpoint));
        }
        signal.complete(null);
    }

    /** Its data are to end, though it has not come to an end by itself. */
    void drain() {
        if (output == null) {
            return;
        }
        if (fetched != Fetch.END) {
            task.stop(true);
        }
        while (fetched != Fetch.END) {
            renew();
            fetched = task.poll();
            if (fetched == Fetch.WAIT) {
                await();
            }
        }
        if (planned.commits() && code.takesSnapshots() && !prepared) {
            prepareLast();
        }
    }

    /** As {@link HostedOperator} does. */
    private void prepareLast() {
        prepared = true;
        HostedSnapshot last = snapshot(CheckpointPart.numberOf(latest) + 1);
        leavePrepared(planned.exits().size(), last.number(), last.prepared());
        task.endSnapshot(last.number(), false);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        if (task != null) {
            task.close();
        }
    }
}
