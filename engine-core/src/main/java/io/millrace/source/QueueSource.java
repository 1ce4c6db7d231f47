package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Takes events from a queue that the application puts them into. */
final class QueueSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    /** For how long nobody looks at anything but the queue. */
    private static final long WAIT_MILLIS = 100;

    private final BlockingQueue<? extends T> queue;

    /** Null where the stream has no end. */
    private final T last;

    /** Of the job whose last event has been taken out; an attempt behind that does not find it again. */
    private transient volatile CompletionStage<JobState> endedIn;

    QueueSource(BlockingQueue<? extends T> queue, T last) {
        this.queue = queue;
        this.last = last;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        CompletionStage<JobState> job = context.jobEnd();
        return batch -> endedIn == job ? Fetch.END : take(batch, job);
    }

    private Fetch take(Batch<T> batch, CompletionStage<JobState> job) throws InterruptedException {
        T event = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        while (event != null) {
            if (event.equals(last)) {
                endedIn = job;
                return Fetch.END;
            }
            batch.add(event);
            if (batch.isFull()) {
                return Fetch.MORE;
            }
            event = queue.poll();
        }
        return Fetch.MORE;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application puts events into its queue, in this JVM");
    }
}
