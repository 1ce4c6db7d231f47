package io.millrace.flink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Brings the readers of a source together: each is given the state of all, of which Flink has given it some; and none ends before
 * the others, so that the state of all is in every checkpoint.
 */
final class HostedEnumerator implements SplitEnumerator<HostedSplit, byte[]> {

    private static final byte[] NOTHING = {};

    private final SplitEnumeratorContext<HostedSplit> context;
    private final Map<Integer, List<byte[]>> here = new TreeMap<>();
    private final Set<Integer> begun = new TreeSet<>();
    private final Set<Integer> ended = new TreeSet<>();
    private boolean over;

    HostedEnumerator(SplitEnumeratorContext<HostedSplit> context) {
        this.context = context;
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof ReaderEvent.Here reader) {
            here(subtask, reader);
        } else if (event instanceof ReaderEvent.Ended) {
            ended.add(subtask);
            if (ended.size() == context.currentParallelism()) {
                ended.forEach(this::tellEnd);
            }
        }
    }

    private void here(int subtask, ReaderEvent.Here reader) {
        here.put(subtask, reader.parts());
        if (over) {
            tellEnd(subtask);
        } else if (reader.over()) {
            over = true;
            here.keySet().forEach(this::tellEnd);
        } else {
            begin(subtask);
        }
    }

    /** Once: a reader that has been told finishes, and takes no event any more. */
    private void tellEnd(int reader) {
        context.sendEventToSourceReader(reader, new ReaderEvent.AllEnded());
    }

    private void begin(int subtask) {
        int readers = context.currentParallelism();
        if (!begun.isEmpty()) {
            throw new IllegalStateException("reader " + subtask + " of " + readers
                    + " has been started again alone; all of them go on from the same checkpoint");
        }
        if (here.size() < readers) {
            return;
        }
        List<byte[]> all = new ArrayList<>();
        here.values().forEach(all::addAll);
        for (int reader = 0; reader < readers; reader++) {
            context.sendEventToSourceReader(reader, new ReaderEvent.Begin(all, attemptOf(reader)));
            begun.add(reader);
        }
    }

    private int attemptOf(int subtask) {
        Map<Integer, ReaderInfo> attempts =
                context.registeredReadersOfAttempts().getOrDefault(subtask, Map.of());
        return attempts.isEmpty() ? 0 : Collections.max(attempts.keySet());
    }

    @Override
    public byte[] snapshotState(long checkpoint) {
        return NOTHING;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    /** The attempt of a reader is over. Those that are connected to it are told so, too, before one of them is there again. */
    @Override
    public void addSplitsBack(List<HostedSplit> splits, int subtask) {
        here.remove(subtask);
        begun.remove(subtask);
        ended.remove(subtask);
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public void close() {}
}
