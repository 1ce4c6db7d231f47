package io.millrace.window.splits;

import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.source.Fetch;
import io.millrace.source.SharedReader;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.SourceReader.Lag;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A log of partitions of which some appear while it is read, as a broker has it: one connection for all partitions of a
 * task, and offsets that are committed when a snapshot is complete.
 */
final class PartitionedLog implements SplitSource<PartitionedLog.Entry> {

    private static final long serialVersionUID = 1;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final transient Map<String, List<Entry>> partitions = new LinkedHashMap<>();
    private final transient Map<String, Long> committed = new TreeMap<>();
    private final boolean blocking;
    private final boolean live;
    private int visible;
    private int inOnePoll = 3;
    private boolean open;
    private final transient List<SourceContext> contexts = new ArrayList<>();

    PartitionedLog(boolean blocking, boolean live) {
        this.blocking = blocking;
        this.live = live;
    }

    record Entry(String partition, long offset, long time, int key) {}

    /** Adds a partition, which nobody finds yet. */
    void add(String partition, List<Entry> entries) {
        partitions.put(partition, entries);
    }

    /** Lets one more partition be found; returns whether there was one. */
    boolean reveal() {
        visible = Math.min(visible + 1, partitions.size());
        return visible < partitions.size();
    }

    /** What the readers have been given that were opened so far. */
    List<SourceContext> contexts() {
        return contexts;
    }

    /** Has it go on when all has been read that there is, and so never end. */
    void keepOpen() {
        open = true;
    }

    void inOnePoll(int entries) {
        inOnePoll = entries;
    }

    Map<String, Long> committed() {
        return committed;
    }

    Map<String, List<Entry>> partitions() {
        return partitions;
    }

    Stream<Entry> all() {
        return partitions.values().stream().flatMap(List::stream);
    }

    private void commit(String partition, long offset) {
        Long before = committed.put(partition, offset);
        if (before != null && before > offset) {
            throw new AssertionError("committed " + offset + " of " + partition + " after " + before);
        }
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        return known -> {
            List<Split> found =
                    partitions.keySet().stream().limit(visible).map(Split::new).toList();
            return visible < partitions.size() || open ? Splits.soFar(found, LOOK_AGAIN) : Splits.all(found);
        };
    }

    @Override
    public SourceReader<Entry> open(SourceContext context) throws Exception {
        Connection connection = context.shared(Connection::new);
        contexts.add(context);
        long start = context.startPosition() == null ? 0 : (Long) context.startPosition();
        return new Partition(connection, context.split(), start);
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    @Override
    public boolean live() {
        return live;
    }

    /** Reads some entries of each partition at a time, for the readers of these. */
    private final class Connection implements SharedReader {

        private final Map<String, Partition> readers = new TreeMap<>();
        private boolean closed;

        @Override
        public Fetch poll() {
            if (closed) {
                throw new AssertionError("polled when closed");
            }
            readers.values().forEach(reader -> reader.take(inOnePoll));
            return Fetch.WAIT;
        }

        @Override
        public void close() {
            if (closed || !readers.isEmpty()) {
                throw new AssertionError("closed twice, or with readers " + readers.keySet());
            }
            closed = true;
        }
    }

    private final class Partition implements SourceReader<Entry> {

        private final Connection connection;
        private final String name;
        private final ArrayDeque<Entry> buffer = new ArrayDeque<>();
        private volatile long next;

        private Partition(Connection connection, String name, long start) {
            this.connection = connection;
            this.name = name;
            next = start;
            connection.readers.put(name, this);
        }

        private void take(int most) {
            List<Entry> entries = partitions.get(name);
            for (int i = 0; i < most && next + buffer.size() < entries.size(); i++) {
                buffer.add(entries.get((int) next + buffer.size()));
            }
        }

        @Override
        public Fetch fetch(Batch<Entry> batch) {
            long read = next;
            while (!batch.isFull() && !buffer.isEmpty()) {
                batch.add(buffer.poll());
                read++;
            }
            next = read;
            return read == partitions.get(name).size() && !open ? Fetch.END : Fetch.WAIT;
        }

        @Override
        public Object position() {
            return next;
        }

        @Override
        public Lag lag() {
            List<Entry> entries = partitions.get(name);
            return new Lag(entries.size() - next, next == entries.size() ? 0 : entries.size());
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            if (position != null) {
                if ((Long) position > next) {
                    throw new AssertionError(position + " of " + name + " is ahead of " + next);
                }
                commit(name, (Long) position);
            }
        }

        @Override
        public void close() {
            connection.readers.remove(name);
        }
    }
}
