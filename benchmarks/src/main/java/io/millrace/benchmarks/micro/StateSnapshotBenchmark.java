package io.millrace.benchmarks.micro;

import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What snapshots of keyed state cost the thread of a task, without the disk: nanoseconds per entry.
 *
 * <p>{@code java -jar benchmarks.jar StateSnapshot}. Ten million keys need {@code -p keys=10000000 -jvmArgsAppend
 * -Xmx8g}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class StateSnapshotBenchmark {

    private static final int ENTRIES = 10_000;

    /** How many keys there are; a multiple of 10,000. */
    @Param({"10000", "1000000"})
    public int keys;

    /** What is kept of each key: a count, or a record of a long, a double and a string. */
    @Param({"count", "totals"})
    public String state;

    private String[] names;
    private int[] hashes;
    private SnapshotTarget target;
    private MemoryBlocks file;
    private RecordWriter writer;
    private RecordReader reader;
    private SnapshotTarget restored;
    private long heapBytes;
    private int next;

    /** Fills the state, in an order that has nothing to do with that of the hashes, and takes a snapshot. */
    @Setup
    public void fill() {
        names = new String[keys];
        hashes = new int[keys];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < keys; i++) {
            int at = random.nextInt(i + 1);
            names[i] = names[at];
            names[at] = "user-" + i;
        }
        heapBytes = -usedHeap();
        target = new SnapshotTarget(state.equals("totals"));
        for (int i = 0; i < keys; i++) {
            hashes[i] = target.hash(names[i]);
            target.update(names[i], hashes[i]);
        }
        heapBytes += usedHeap();
        file = new MemoryBlocks();
        writer = file.writer();
        target.begin(writer, true);
        target.write(Integer.MAX_VALUE);
        writer.finish();
        target.complete();
        writer = null;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Prints sizes, which do not depend on time. */
    @TearDown
    public void printSizes() {
        System.out.printf(
                Locale.ROOT,
                "%n%,d keys of state %s take %.1f bytes each in a file, and %.1f of the heap besides the key%n",
                keys,
                state,
                (double) file.bytes() / keys,
                (double) heapBytes / keys);
    }

    /** Every entry is written. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long writeWhole() {
        if (writer == null) {
            begin(true);
        }
        return writePortion();
    }

    /** One entry of a hundred has changed and is written; the time is that of an entry that is looked at. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long writeDelta() {
        if (writer == null) {
            for (int i = 0; i < keys / 100; i++) {
                updateNext();
            }
            begin(false);
        }
        return writePortion();
    }

    private void begin(boolean whole) {
        writer = MemoryBlocks.forgetful();
        target.begin(writer, whole);
    }

    private long writePortion() {
        long bytes = writer.bytes();
        if (target.write(ENTRIES)) {
            writer.finish();
            target.complete();
            writer = null;
        }
        return bytes;
    }

    /** Values change while no snapshot is taken. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public void update() {
        for (int i = 0; i < ENTRIES; i++) {
            updateNext();
        }
    }

    /** Values change that the snapshot in flight has to have: each is written first. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public void updateUnwritten() {
        begin(true);
        for (int i = 0; i < ENTRIES; i++) {
            updateNext();
        }
        target.abandon();
    }

    private void updateNext() {
        if (next == keys) {
            next = 0;
        }
        target.update(names[next], hashes[next]);
        next++;
    }

    /** Entries are read from blocks in memory, into tables that grow. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long restore() throws IOException {
        if (restored == null) {
            restored = new SnapshotTarget(state.equals("totals"));
            reader = file.reader();
        }
        for (int i = 0; i < ENTRIES; i++) {
            JobBenchmark.checked(reader.next(), true);
            restored.restore(reader);
        }
        long size = restored.size();
        if (size == keys) {
            JobBenchmark.checked(reader.next(), false);
            restored = null;
        }
        return size;
    }
}
