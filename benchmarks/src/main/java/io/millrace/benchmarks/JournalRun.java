package io.millrace.benchmarks;

import io.millrace.source.JournalSource;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How many events of 100 bytes a second 8 threads write to a journal, and how long one {@code emit} takes, beside what the disk does by hand: a loop that writes as many bytes as a
 * block of the journal had, and forces them. In turns, on the same disk. Arguments: directory, rounds (3), seconds of each part (3).
 */
public final class JournalRun {

    private static final int THREADS = 8;
    private static final int EVENT_BYTES = 100;
    private static final int AHEAD = 8_192;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double NANOS_PER_MICRO = 1_000;

    private final Path directory;
    private final long nanos;
    private final PrintStream out;

    private JournalRun(Path directory, int seconds, PrintStream out) {
        this.directory = directory;
        this.nanos = seconds * NANOS_PER_SECOND;
        this.out = out;
    }

    /**
     * Runs.
     *
     * @param arguments as above
     * @throws Exception fails
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        JournalRun run = new JournalRun(directory, seconds, System.out);
        for (int round = 0; round < rounds; round++) {
            run.single();
            run.many();
        }
    }

    /** One thread, an event at a time, and a force of as many bytes by hand. */
    private void single() throws Exception {
        Histogram emit = new Histogram(3);
        try (JournalSource<byte[]> journal = Sources.journal(fresh("journal"), byte[].class)) {
            byte[] event = new byte[EVENT_BYTES];
            journal.emit(event);
            long end = now() + nanos;
            for (long begin = now(); begin < end; begin = now()) {
                journal.emit(event);
                emit.recordValue(now() - begin);
            }
        }
        Histogram force = new Histogram(3);
        byHand(EVENT_BYTES, force);
        print("one emit", emit);
        print("one write and force by hand", force);
    }

    private void print(String what, Histogram nanosEach) {
        out.printf(
                Locale.ROOT,
                "%-30s p50 %,9.0f us  p99 %,9.0f us%n",
                what,
                nanosEach.getValueAtPercentile(50) / NANOS_PER_MICRO,
                nanosEach.getValueAtPercentile(99) / NANOS_PER_MICRO);
    }

    private void many() throws Exception {
        long events = 0;
        long begin = now();
        try (JournalSource<byte[]> journal = Sources.journal(fresh("journal"), byte[].class)) {
            List<CompletableFuture<Long>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                threads.add(CompletableFuture.supplyAsync(() -> emit(journal), task -> new Thread(task).start()));
            }
            for (CompletableFuture<Long> thread : threads) {
                events += thread.join();
            }
        }
        double perSecond = events * (double) NANOS_PER_SECOND / (now() - begin);
        // As many as all threads have under way fit into a block.
        int block = THREADS * AHEAD / 2 * EVENT_BYTES;
        double byHand = byHand(block, new Histogram(3)) / EVENT_BYTES;
        out.printf(
                Locale.ROOT,
                "%d threads                      %,12.0f events/s; by hand, %,d KiB a force, %,12.0f events/s: %.2f x%n",
                THREADS,
                perSecond,
                block >> 10,
                byHand,
                perSecond / byHand);
    }

    /** Emits as fast as it may, so many ahead of the disk. */
    private long emit(JournalSource<byte[]> journal) {
        Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
        byte[] event = new byte[EVENT_BYTES];
        long events = 0;
        for (long end = now() + nanos; events % AHEAD != 0 || now() < end; events++) {
            CompletableFuture<Void> written = journal.emitAsync(event).toCompletableFuture();
            if (events % (AHEAD / 2) == 0) {
                underWay.add(written);
                if (underWay.size() > 2) {
                    underWay.remove().join();
                }
            }
        }
        underWay.forEach(CompletableFuture::join);
        return events;
    }

    /** Returns how many bytes a second were written and forced, so many at a time. */
    private double byHand(int bytes, Histogram nanosEach) throws IOException {
        Path file = fresh("by-hand").resolve("file");
        Files.createDirectories(file.getParent());
        ByteBuffer block = ByteBuffer.allocateDirect(bytes);
        long written = 0;
        long start = now();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = start + nanos;
            for (long begin = start; begin < end; begin = now()) {
                block.clear();
                while (block.hasRemaining()) {
                    written += channel.write(block);
                }
                channel.force(true);
                nanosEach.recordValue(now() - begin);
            }
        }
        return written * (double) NANOS_PER_SECOND / (now() - start);
    }

    private static long now() {
        return SystemClock.INSTANCE.nanos();
    }

    private Path fresh(String name) throws IOException {
        Path fresh = directory.resolve(name);
        if (Files.exists(fresh)) {
            try (Stream<Path> files = Files.walk(fresh)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return fresh;
    }
}
