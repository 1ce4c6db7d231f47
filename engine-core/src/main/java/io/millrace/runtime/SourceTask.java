package io.millrace.runtime;

import io.millrace.edge.Signal;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.time.EventTime;
import java.util.function.Function;

/**
 * A task that reads a source. It owns what the source's stream tells besides its events: barriers, and the end, which on
 * drain is preceded by the last watermark, and on a stop is not.
 */
final class SourceTask extends Task {

    private final Feed feed;
    private final SourceRoot root;
    private long barriersSent = Execution.NO_BARRIER;
    private Object positionAtBarrier;
    private boolean barrierLast;
    private boolean stopping;
    private boolean ended;

    SourceTask(String name, int parallelism, Execution execution, Function<Unit, Feed> feed) {
        super(name, parallelism, execution, false);
        this.feed = feed.apply(this);
        this.root = new SourceRoot(newPort(NO_ANNOUNCEMENTS));
    }

    Port port() {
        return root.port;
    }

    @Override
    Receiver root() {
        return root;
    }

    @Override
    boolean takeInput() throws Exception {
        if (ended) {
            return false;
        }
        if (takeCommand()) {
            return true;
        }
        Batch<Object> rows = root.port.rows();
        if (execution().settings().measureLatency()) {
            budget().ingestedNanos(clock().nanos());
        }
        Fetch fetched = feed.fetch(rows);
        boolean worked = fetched == Fetch.MORE || !rows.isEmpty() || rows.isEndOfSplit();
        if (rows.isEndOfSplit()) {
            root.port.signal(new Signal.EndOfSplit(rows.split(), rows.splits()));
        }
        if (rows.isEmpty()) {
            meter().foundNothing();
            rows.clear();
        } else {
            meter().rowsIn(rows.size());
        }
        root.port.flush();
        if (fetched == Fetch.END) {
            end(!stopping || execution().isDraining());
            return true;
        }
        return worked;
    }

    private boolean takeCommand() {
        long requested = execution().requestedBarrier();
        if (requested > barriersSent && !barrierLast) {
            // Not twice in a row: barriers that are asked for faster than they pass must not keep rows from flowing.
            barrierLast = true;
            barriersSent = requested;
            positionAtBarrier = feed.position();
            enqueue(new Signal.Barrier(requested));
            return true;
        }
        barrierLast = false;
        if (execution().isStopping() && !stopping) {
            stopping = true;
            if (!feed.stop()) {
                end(execution().isDraining());
            }
            return true;
        }
        return false;
    }

    /** Where the source stood at the last barrier, or null. */
    Object positionAtBarrier() {
        return positionAtBarrier;
    }

    private void end(boolean drain) {
        ended = true;
        if (drain) {
            enqueue(new Signal.Watermark(EventTime.MAX));
        }
        enqueue(Signal.END_OF_DATA);
        enqueue(Signal.END_OF_STREAM);
    }

    @Override
    void closeInput() {
        try {
            feed.close();
        } catch (Throwable e) {
            execution().fail(e);
        }
    }

    @Override
    long nanosToInput() {
        return ended ? NO_DEADLINE : feed.nanosToDeadline();
    }

    /** The top of a source task's tree: its one port. */
    private record SourceRoot(Port port) implements Receiver {

        @Override
        public boolean rows(Batch<Object> batch) {
            throw new IllegalStateException("a source has no input");
        }

        @Override
        public boolean signal(Signal signal) {
            port.signal(signal);
            return port.flush();
        }

        @Override
        public boolean resume() {
            return port.flush();
        }
    }
}
