package io.millrace.kafka;

import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.TransactionalWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps rows until their snapshot has them. */
final class KeepingWriter<T> implements TransactionalWriter<T, PreparedRows> {

    private final long most;
    private final SinkContext context;
    private final Progresses.Progress progress;
    private final Encoder<T> encoder;
    private final Rows rows = new Rows();

    /** What has been prepared and is not known to be committed, in order. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long keptBytes;
    private long complete;

    private record Kept(long snapshot, long bytes) {}

    KeepingWriter(SinkSettings<T> settings, SinkContext context, Progresses.Progress progress) throws Exception {
        this.context = context;
        this.progress = progress;
        most = settings.mostBytes;
        encoder = new Encoder<>(settings, context);
    }

    @Override
    public void write(Batch<T> batch) throws Exception {
        if (keptBytes > most) {
            awaitCommits();
        }
        for (int row = 0, size = batch.size(); row < size; row++) {
            rows.add(encoder.encode(batch.value(row), batch.timestamp(row)));
        }
        if (rows.bytes() > most) {
            throw new IllegalStateException("there are more than " + most + " bytes since the last snapshot, "
                    + rows.count()
                    + " records, which are kept in memory until they are part of one: take snapshots more often, or have more"
                    + " kept by keepingAtMost(...), or write them by atLeastOnce()");
        }
    }

    /** Of what can be committed now: what has to become complete first would be waited for in vain. */
    private void awaitCommits() throws InterruptedException {
        forget(progress.committed());
        while (progress.isAttended()
                && keptBytes > most
                && !kept.isEmpty()
                && kept.peek().snapshot() <= complete) {
            progress.await(kept.peek().snapshot());
            forget(Math.max(progress.committed(), kept.peek().snapshot()));
        }
    }

    private void forget(long committed) {
        while (!kept.isEmpty() && kept.peek().snapshot() <= committed) {
            keptBytes -= kept.poll().bytes();
        }
    }

    @Override
    public PreparedRows prepare(long snapshot) {
        // What a snapshot has tells the committer which one it is.
        if (rows.count() == 0) {
            return new PreparedRows(context.attempt(), snapshot, context.subtask(), 0, List.of());
        }
        long count = rows.count();
        PreparedRows prepared = new PreparedRows(context.attempt(), snapshot, context.subtask(), count, rows.take());
        forget(progress.committed());
        kept.add(new Kept(snapshot, prepared.bytes()));
        keptBytes += prepared.bytes();
        return prepared;
    }

    @Override
    public void onSnapshotComplete(long snapshot) {
        complete = snapshot;
        if (!progress.isAttended()) {
            forget(snapshot);
        }
    }

    @Override
    public void close() {
        encoder.close();
    }
}
