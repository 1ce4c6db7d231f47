package io.millrace.runtime.task;

import io.millrace.operator.Batch;
import io.millrace.runtime.Refusals;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceReader;
import java.util.Objects;

/** Reads a source on the thread of whoever asks. */
public final class ReaderFeed implements Feed {

    private final Source<Object> source;
    private final ReaderContext context;
    private SourceReader<Object> reader;
    private boolean opened;

    /** Whether it has told a position, in this run or the one that this one goes on from. */
    private boolean replays;

    public ReaderFeed(Source<Object> source, ReaderContext context) {
        this.source = source;
        this.context = context;
    }

    @Override
    public Fetch fetch(Batch<Object> batch) {
        try {
            context.forgetWake();
            return Objects.requireNonNull(reader.fetch(batch), "fetch returned null in place of what it found");
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    @Override
    public boolean open() {
        if (!opened) {
            opened = true;
            try {
                reader = Objects.requireNonNull(source.open(context), "open returned null in place of a reader");
            } catch (Throwable e) {
                throw Refusals.ofSource(context.operator(), e, () -> context.failure(e));
            }
        }
        return true;
    }

    @Override
    public long nanosToDeadline() {
        return context.nanosToWake();
    }

    @Override
    public Object position() {
        if (reader == null) {
            return null;
        }
        try {
            Object position = reader.position();
            replays |= position != null || context.startPosition() != null;
            if (position == null && replays) {
                // What has been read since would be read once more after a restart, and be counted twice.
                throw new IllegalStateException("position returned null, although the source has told where it is"
                        + " before: a source that can replay always has a position");
            }
            return position;
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    @Override
    public boolean stop() {
        if (source.live()) {
            open();
        }
        try {
            return reader != null && reader.stop();
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    @Override
    public void snapshotEnded(long snapshot, boolean complete) {
        try {
            if (reader != null && complete) {
                reader.onSnapshotComplete(snapshot);
            } else if (reader != null) {
                reader.onSnapshotAborted(snapshot);
            }
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    @Override
    public void close() {
        if (source.live()) {
            // Even now: only its reader can tell those who feed the source that the job is over.
            open();
        }
        try {
            context.metrics().settle();
            if (reader != null) {
                reader.close();
            }
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }
}
