package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.ArrayList;
import java.util.List;

/** Reads its splits in turns, a batch of each that has rows. */
final class InterleavedReader<T> implements SourceReader<T> {

    private final SourceContext context;
    private final List<SplitReader<T>> splits;
    private int next;
    private int open;

    InterleavedReader(SourceContext context, List<SplitReader<T>> splits) {
        this.context = context;
        this.splits = splits;
        this.open = splits.size();
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws Exception {
        boolean more = false;
        for (int asked = 0; asked < splits.size(); asked++) {
            int at = next;
            next = at + 1 == splits.size() ? 0 : at + 1;
            SplitReader<T> split = splits.get(at);
            if (!split.hasEnded()) {
                more |= split.fetch(batch) == Fetch.MORE;
                if (!batch.isEmpty() || split.hasEnded()) {
                    return took(at, batch);
                }
                batch.clear();
            }
        }
        if (open == 0) {
            return Fetch.END;
        }
        return more ? Fetch.MORE : pause();
    }

    private Fetch took(int at, Batch<T> batch) {
        batch.split(at, splits.size());
        if (!splits.get(at).hasEnded()) {
            return Fetch.MORE;
        }
        batch.endSplit();
        return --open == 0 ? Fetch.END : Fetch.MORE;
    }

    /** The first time that any split asked for is the time to ask all of them again. */
    private Fetch pause() {
        boolean timed = false;
        long first = 0;
        for (SplitReader<T> split : splits) {
            SplitReader.Context own = split.context();
            if (own.isTimed() && !split.hasEnded() && (!timed || own.wakeAt() - first < 0)) {
                timed = true;
                first = own.wakeAt();
            }
        }
        if (timed) {
            context.wakeAtNanos(first);
        }
        return Fetch.WAIT;
    }

    @Override
    public Object position() {
        List<Object> positions = new ArrayList<>(splits.size());
        for (SplitReader<T> split : splits) {
            Object position = split.position();
            if (position == null) {
                return null;
            }
            positions.add(position);
        }
        return List.copyOf(positions);
    }

    /** Ends the splits that have nothing that needs to be fetched. */
    @Override
    public boolean stop() {
        for (SplitReader<T> split : splits) {
            if (!split.hasEnded() && !split.stop()) {
                split.end();
                open--;
            }
        }
        return open > 0;
    }

    @Override
    public void onSnapshotComplete(long snapshot) throws Exception {
        for (SplitReader<T> split : splits) {
            split.snapshotEnded(snapshot, true);
        }
    }

    @Override
    public void onSnapshotAborted(long snapshot) throws Exception {
        for (SplitReader<T> split : splits) {
            split.snapshotEnded(snapshot, false);
        }
    }

    @Override
    public void close() throws Exception {
        SplitReader.closeAll(splits);
    }
}
