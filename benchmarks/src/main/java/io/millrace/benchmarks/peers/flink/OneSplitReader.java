package io.millrace.benchmarks.peers.flink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;

/** A reader that is given one split, which is not checkpointed, and reads it to its end. */
abstract class OneSplitReader<T> implements SourceReader<T, NumberSequenceSplit> {

    private final SourceReaderContext context;
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    private boolean hasSplit;

    OneSplitReader(SourceReaderContext context) {
        this.context = context;
    }

    /** Called once, before the first {@link #read}. */
    abstract void open(long split);

    abstract InputStatus read(ReaderOutput<T> output);

    @Override
    public void start() {
        context.sendSplitRequest();
    }

    @Override
    public void addSplits(List<NumberSequenceSplit> splits) {
        if (splits.size() != 1 || hasSplit) {
            throw new IllegalStateException("given more than one split, by " + splits);
        }
        open(splits.get(0).from());
        hasSplit = true;
        assigned.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
        return hasSplit ? read(output) : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return assigned;
    }

    @Override
    public List<NumberSequenceSplit> snapshotState(long checkpointId) {
        throw new UnsupportedOperationException("checkpoints are off");
    }

    @Override
    public void notifyNoMoreSplits() {
        if (!hasSplit) {
            throw new IllegalStateException("there are more subtasks than splits");
        }
    }

    @Override
    public void close() {}
}
