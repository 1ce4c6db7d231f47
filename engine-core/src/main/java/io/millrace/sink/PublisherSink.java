package io.millrace.sink;

import io.millrace.job.JobState;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A sink that is a publisher: whoever subscribes gets what comes from then on, of one job, in order and no faster than it asks. It keeps the rules of Reactive Streams.
 *
 * <pre>{@code
 * PublisherSink<Alert> alerts = Sinks.publisher(256);
 * stream.to("alerts", alerts);
 * alerts.subscribe(subscriber);
 * }</pre>
 *
 * <p><b>Subscribers</b> may come and go at any time; who subscribes before the job is started misses nothing. What comes while there is none is dropped. For each, up to as many events wait as the sink has
 * been given; then {@link SlowSubscribers} decides. A subscriber that throws has its subscription cancelled, which is logged, and the job goes on.
 *
 * <p><b>The end.</b> When the job has ended, and what waits for the subscriber has been taken, it gets {@code onComplete}; {@code onError} with the failure when the job has failed, or with a {@link
 * CancellationException} when it was cancelled. While a job {@linkplain io.millrace.snapshot.Restart starts again} subscribers stay, and get once more what came behind the snapshot that it goes on from: each event at least once.
 *
 * <p><b>Threads.</b> Signals come from the thread of the sink, or from the one that requests more; the last one maybe from a thread of the engine, which must not be blocked. Never two at a time. While {@code onNext} blocks on the
 * thread of the sink, the pipeline waits.
 *
 * @param <T> the events
 */
public final class PublisherSink<T> implements Sink<T>, Flow.Publisher<T> {

    private static final long serialVersionUID = 1;

    private final int capacity;
    private final SlowSubscribers whenSlow;
    private final List<PublishedEvents<T>> subscriptions = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    /** The one that publishes, over all its attempts; null before it starts. */
    private CompletionStage<JobState> job;

    private SinkContext context;
    private boolean ended;
    private Throwable failure;

    PublisherSink(int capacity, SlowSubscribers whenSlow) {
        if (capacity < 1 || capacity > 1 << 20) {
            throw new IllegalArgumentException(
                    "for a subscriber wait at least 1 event and at most 2^20, not " + capacity);
        }
        this.capacity = capacity;
        this.whenSlow = Objects.requireNonNull(whenSlow, "what to do with slow subscribers must not be null");
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "the subscriber must not be null");
        PublishedEvents<T> subscription = new PublishedEvents<>(subscriber, capacity, whenSlow, subscriptions::remove);
        synchronized (lock) {
            if (ended) {
                subscription.end(failure);
            } else {
                subscriptions.add(subscription);
            }
        }
        subscription.begin();
    }

    /**
     * Subscribes, and gives what comes from now on as a stream, for a thread of the application to go through: it waits for each event, holds the pipeline up as a subscriber that is as slow would, and ends with the
     * job. When that has failed, or the thread is interrupted while it waits, the stream throws an {@link IllegalStateException}; the interrupt flag stays set. To end before the job does, close it.
     *
     * @return a stream for one thread, not to be gone through by one of the engine
     */
    public Stream<T> stream() {
        PublishedIterator<T> events = new PublishedIterator<>();
        subscribe(events);
        int kind = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(events, kind), false)
                .onClose(events::cancel);
    }

    /**
     * How many subscribe now.
     *
     * @return those that have neither cancelled nor got their last signal
     */
    public int subscribers() {
        return subscriptions.size();
    }

    /** Called by the engine, once per attempt at the one job that publishes here. */
    @Override
    public SinkWriter<T> open(SinkContext sinkContext) {
        synchronized (lock) {
            if (job != null && job != sinkContext.jobEnd()) {
                throw new UnwritableSinkException(
                        "sink '" + sinkContext.operator()
                                + "': this publisher publishes, or has published, for another job; make one for each with Sinks.publisher(...)",
                        null);
            }
            if (job != null && !context.operator().equals(sinkContext.operator())) {
                throw new UnwritableSinkException(
                        "sink '" + sinkContext.operator() + "': this publisher is sink '" + context.operator()
                                + "' of the same job already; merge the streams, or make a publisher for each",
                        null);
            }
            context = sinkContext;
            if (job == null) {
                job = sinkContext.jobEnd();
                CompletionStage<Void> unused = job.thenAccept(this::jobEnded);
            }
        }
        sinkContext.metrics().gauge("subscribers", this::subscribers);
        Counter dropped = sinkContext.metrics().counter("dropped");
        return batch -> write(batch, dropped);
    }

    private void write(Batch<T> batch, Counter dropped) throws InterruptedException {
        for (PublishedEvents<T> subscription : subscriptions) {
            long count = subscription.add(batch);
            if (count > 0) {
                dropped.add(count);
            }
        }
    }

    /** A job that has never begun has published nothing: another one may. */
    private void jobEnded(JobState state) {
        synchronized (lock) {
            if (context.jobRefused()) {
                job = null;
                context = null;
                return;
            }
            ended = true;
            failure = switch (state) {
                case FAILED -> failureOf(context);
                case CANCELLED -> new CancellationException("job '" + context.job() + "' was cancelled");
                default -> null;
            };
        }
        for (PublishedEvents<T> subscription : subscriptions) {
            subscription.end(failure);
            subscription.deliver();
        }
    }

    private static Throwable failureOf(SinkContext context) {
        Throwable known = context.jobFailure();
        return known == null ? new IllegalStateException("job '" + context.job() + "' has failed") : known;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public int maxParallelism() {
        return 1;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application subscribes to it, in this JVM");
    }

    @Override
    public String toString() {
        return "publisher, " + capacity + " events for each subscriber, then " + whenSlow;
    }

    /** A subscriber has not asked for events for so long that it has been given up, as {@link SlowSubscribers#CANCEL} says. */
    public static final class SlowSubscriberException extends RuntimeException {

        private static final long serialVersionUID = 1;

        SlowSubscriberException(String message) {
            super(message);
        }
    }
}
