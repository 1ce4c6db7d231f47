package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;

/**
 * Cuts a stream of bytes into lines, on a thread of its own: who reads a stream cannot be interrupted, but who waits for
 * that thread can.
 */
final class StreamLines {

    /** As many reads may be ahead of the job. */
    private static final int CHUNKS = 2;

    private static final Path NAME = Path.of("input stream");

    private final InputStream input;
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);

    /** The job that reads; null before it has opened, and when it was refused. */
    private CompletionStage<JobState> job;

    private String source;
    private Thread pump;

    private Chunk current = Chunk.EMPTY;
    private int next;

    StreamLines(InputStream input) {
        this.input = input;
    }

    /**
     * What was there at once.
     *
     * @param lines texts; and a {@link Line} in place of one that has a problem
     * @param failure why nothing follows it, null for another reason
     */
    private record Chunk(List<Object> lines, boolean last, IOException failure) {
        private static final Chunk EMPTY = new Chunk(List.of(), false, null);
    }

    synchronized void open(SourceContext context) {
        if (job == null) {
            job = context.jobEnd();
            source = context.operator();
            CompletionStage<Void> unused = job.thenRun(() -> jobEnded(context));
        } else if (job != context.jobEnd() || !source.equals(context.operator())) {
            throw new SourceInUseException(
                    "source '" + context.operator() + "': this input stream feeds or has fed '" + source
                            + "' already, and its lines cannot be read again; make a source of another stream",
                    null);
        }
    }

    /** A job that was refused has read nothing: another one may read it all. */
    private synchronized void jobEnded(SourceContext context) {
        if (pump != null) {
            pump.interrupt();
        } else if (context.jobRefused()) {
            job = null;
        }
    }

    private synchronized void begin() {
        if (pump == null) {
            pump = new Thread(this::pump, "millrace-lines-of-" + source);
            pump.setDaemon(true);
            pump.start();
        }
    }

    Fetch fetch(Batch<String> batch, SourceContext context) throws InterruptedException, IOException {
        begin();
        if (isUsedUp()) {
            take(chunks.take());
        }
        for (int left = batch.capacity(); left > 0 && !batch.isFull() && !isOver(); left--) {
            if (next < current.lines().size()) {
                Object line = current.lines().get(next);
                if (line instanceof Line && !batch.isEmpty()) {
                    // What is before it gets on its way first.
                    return Fetch.MORE;
                }
                next++;
                add(line, batch, context);
            } else {
                Chunk more = chunks.poll();
                if (more == null) {
                    return Fetch.MORE;
                }
                take(more);
            }
        }
        return isOver() ? end(batch) : Fetch.MORE;
    }

    private static void add(Object line, Batch<String> batch, SourceContext context) {
        if (line instanceof Line bad) {
            bad.reject(context);
        } else {
            batch.add((String) line);
        }
    }

    private boolean isUsedUp() {
        return next == current.lines().size() && !current.last();
    }

    private boolean isOver() {
        return next == current.lines().size() && current.last();
    }

    private void take(Chunk chunk) {
        current = chunk;
        next = 0;
    }

    /** The lines before a failure get on their way first. */
    private Fetch end(Batch<String> batch) throws IOException {
        if (current.failure() == null) {
            return Fetch.END;
        }
        if (batch.isEmpty()) {
            throw new IOException(current.failure().getMessage(), current.failure());
        }
        return Fetch.MORE;
    }

    private void pump() {
        List<Object> lines = new ArrayList<>();
        IOException failure = null;
        try {
            LineScanner scanner = new LineScanner(
                    NAME,
                    new Bytes(input),
                    LinePosition.START,
                    new FileSample(),
                    LinesReader.BUFFER,
                    LinesReader.LONGEST_LINE);
            do {
                put(lines, scanner);
                if (!lines.isEmpty()) {
                    chunks.put(new Chunk(List.copyOf(lines), false, null));
                    lines.clear();
                }
            } while (scanner.fill());
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            return;
        } catch (Throwable e) {
            failure = new IOException(NAME + " cannot be read", e);
        }
        putLast(new Chunk(List.copyOf(lines), true, failure));
    }

    /** A stream as a channel that an interrupt does not close. */
    private record Bytes(InputStream input) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer bytes) throws IOException {
            int count = input.read(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.position() + Math.max(0, count));
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static void put(List<Object> lines, LineScanner scanner) throws IOException {
        for (String line = scanner.poll(); line != null; line = scanner.poll()) {
            String problem = scanner.problem();
            lines.add(problem == null ? line : new Line(NAME, scanner.number(), line, problem));
        }
    }

    private void putLast(Chunk chunk) {
        try {
            chunks.put(chunk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
