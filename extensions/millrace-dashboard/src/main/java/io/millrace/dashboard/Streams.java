package io.millrace.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The pages that look, each on a thread of its own; one that is slow misses what it has no time for. Thread-safe. */
final class Streams {

    private static final int MOST = 32;

    /** At the end, for each stream that ends and then for one that does not. */
    private static final int MOST_WAITS = MOST + 10;

    private static final long WAIT_MILLIS = 100;

    private final WatchedJobs jobs;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private boolean closed;

    Streams(WatchedJobs jobs) {
        this.jobs = jobs;
    }

    /** Sends to the client until it goes, or all is closed. */
    void serve(Call call) throws IOException {
        Stream stream = begin(call.query("job").orElse(""));
        try (OutputStream out = call.stream("text/event-stream")) {
            for (byte[] update = stream.await(); update.length > 0; update = stream.await()) {
                out.write(update);
                out.flush();
            }
        } finally {
            ended(stream);
        }
    }

    private synchronized Stream begin(String job) {
        if (closed || streams.size() >= MOST) {
            throw new Problem(503, "too many look at this dashboard at once; " + MOST + " may");
        }
        Stream stream = new Stream(job);
        stream.put(frame(job));
        streams.add(stream);
        return stream;
    }

    /** Has all see what is now; costs nothing when nobody looks. */
    void tick() {
        Map<String, byte[]> frames = new HashMap<>();
        for (Stream stream : streams) {
            stream.put(frames.computeIfAbsent(stream.job, this::frame));
        }
    }

    private byte[] frame(String job) {
        return ("data: " + Json.text(jobs.update(job)) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** How many look. */
    int count() {
        return streams.size();
    }

    private synchronized void ended(Stream stream) {
        streams.remove(stream);
        notifyAll();
    }

    /** Waits a while until all clients have been told; one that reads nothing is not waited for longer. */
    synchronized void close() {
        closed = true;
        streams.forEach(stream -> stream.put(new byte[0]));
        try {
            for (int waits = 0; !streams.isEmpty() && waits < MOST_WAITS; waits++) {
                wait(WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a client is to be sent next; of several the latest, and nothing behind the end. */
    private static final class Stream {

        private final String job;
        private byte[] next;

        private Stream(String job) {
            this.job = job;
        }

        synchronized void put(byte[] update) {
            if (next == null || next.length > 0) {
                next = update;
                notifyAll();
            }
        }

        synchronized byte[] await() throws IOException {
            try {
                while (next == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            byte[] update = next;
            next = update.length == 0 ? update : null;
            return update;
        }
    }
}
