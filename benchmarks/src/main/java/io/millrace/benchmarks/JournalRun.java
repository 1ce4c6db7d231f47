package io.millrace.benchmarks;

import io.millrace.benchmarks.tool.Cli;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a journal takes of a disk. {@code --help} tells more. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.JournalRun",
        sortOptions = false,
        description = {
            "Prints how many events of 100 bytes a second 8 threads write to a journal, and how long one emit takes, beside what the disk does by hand:"
                    + " a loop that writes as many bytes as a block of the journal had, and forces them. In turns, on the same disk.",
            ""
        })
public final class JournalRun implements Callable<Integer> {

    private static final int THREADS = 8;
    private static final int EVENT_BYTES = 100;
    private static final int AHEAD = 8_192;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double NANOS_PER_MICRO = 1_000;

    @Parameters(paramLabel = "DIR", description = "Where to write")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each part; default: ${DEFAULT-VALUE}")
    private int seconds = 3;

    @Spec
    private CommandSpec spec;

    private final PrintStream out = System.out;
    private long nanos;

    private JournalRun() {}

    public static void main(String[] arguments) {
        System.exit(Cli.execute(new JournalRun(), arguments, System.out, System.err));
    }

    @Override
    public Integer call() throws Exception {
        Cli.check(seconds > 0, spec, "--seconds must be at least 1, but is " + seconds);
        nanos = seconds * NANOS_PER_SECOND;
        Files.createDirectories(directory);
        for (int round = 0; round < rounds; round++) {
            single();
            many();
        }
        return 0;
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
