package io.millrace.benchmarks.why;

import io.millrace.benchmarks.why.Cause.Kind;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When threads that were ready had to wait for a processor: looked at every {@value #MILLIS} ms, by what Linux counts of each thread. Elsewhere there is
 * nothing to see.
 */
final class ProcessorWaits implements AutoCloseable {

    private static final int MILLIS = 5;
    private static final int LOOKS_BETWEEN_LISTS = 200;
    private static final long LEAST_NANOS = 100_000;
    private static final Path TASKS = Path.of("/proc/self/task");

    private final List<Cause> causes = new ArrayList<>();
    private final Map<String, Watched> watched = new HashMap<>();
    private final Thread thread = new Thread(this::look, "why");
    private volatile boolean over;

    /** Begins to look. */
    ProcessorWaits() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends, and tells what there was. */
    List<Cause> take() throws InterruptedException {
        close();
        thread.join();
        return causes;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
    }

    private void look() {
        try {
            for (int looks = 0; !over && Files.isDirectory(TASKS); looks++) {
                if (looks % LOOKS_BETWEEN_LISTS == 0) {
                    list();
                }
                lookOnce();
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(MILLIS));
            }
        } catch (IOException e) {
            causes.clear();
        } finally {
            watched.values().forEach(Watched::close);
        }
    }

    private void list() throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                String id = task.getFileName().toString();
                if (!watched.containsKey(id)) {
                    watch(id, task);
                }
            }
        }
    }

    private void watch(String id, Path task) {
        try {
            String name = Files.readString(task.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip();
            if (Threads.isWorker(name) || Threads.isCompiler(name) || Threads.isCollector(name)) {
                watched.put(id, new Watched(name, task.resolve("schedstat")));
            }
        } catch (IOException e) {
            // It is over by now.
        }
    }

    private void lookOnce() {
        long waited = 0;
        long compiled = 0;
        long collected = 0;
        for (Watched each : watched.values()) {
            each.look();
            if (Threads.isCompiler(each.name)) {
                compiled += each.ran;
            } else if (Threads.isCollector(each.name)) {
                collected += each.ran;
            } else {
                waited = Math.max(waited, each.waited);
            }
        }
        if (waited >= LEAST_NANOS) {
            long now = SystemClock.INSTANCE.nanos();
            causes.add(new Cause(Kind.NO_PROCESSOR, name(waited, compiled, collected), now - waited, now));
        }
    }

    private static String name(long waited, long compiled, long collected) {
        String who = Math.max(compiled, collected) < waited / 4
                ? "others had it"
                : compiled >= collected ? "compilers had it" : "the collector had it";
        return "waiting for a processor: " + who;
    }

    /** A thread. */
    private static final class Watched {

        private static final int MOST_BYTES = 64;

        private final String name;
        private final RandomAccessFile file;
        private final byte[] bytes = new byte[MOST_BYTES];
        private long ranBefore;
        private long waitedBefore;
        private boolean seen;

        /** Since the look before. */
        private long ran;

        private long waited;

        Watched(String name, Path file) throws IOException {
            this.name = name;
            this.file = new RandomAccessFile(file.toFile(), "r");
        }

        void look() {
            try {
                file.seek(0);
                int length = file.read(bytes);
                String[] words = new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1).split(" ", -1);
                note(Long.parseLong(words[0]), Long.parseLong(words[1]));
            } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                // The thread has ended.
                ran = 0;
                waited = 0;
            }
        }

        private void note(long ranNow, long waitedNow) {
            ran = seen ? ranNow - ranBefore : 0;
            waited = seen ? waitedNow - waitedBefore : 0;
            ranBefore = ranNow;
            waitedBefore = waitedNow;
            seen = true;
        }

        void close() {
            try {
                file.close();
            } catch (IOException e) {
                // It was read only.
            }
        }
    }
}
