package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/** What a publisher publishes, to which each attempt at the job subscribes. */
final class PublisherSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Flow.Publisher<? extends T> publisher;
    private final int capacity;

    PublisherSource(Flow.Publisher<? extends T> publisher, int capacity) {
        this.publisher = publisher;
        this.capacity = capacity;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new SubscribedReader<>(publisher, capacity, context);
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("its publisher publishes in this JVM");
    }

    @Override
    public String toString() {
        return "publisher, buffer of " + capacity;
    }

    /**
     * Reads what a publisher sends, of which it requests no more than it has room for. The subscription is called by the thread of the reader alone: never by two at a time, and never from within a signal.
     */
    private static final class SubscribedReader<T> implements SourceReader<T>, Flow.Subscriber<T> {

        /** In place of the subscription when the reader has closed. */
        private static final Subscription NONE = new Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        };

        private final Flow.Publisher<? extends T> publisher;
        private final int capacity;
        private final SourceContext context;
        private final MpscVarHandleArrayQueue<T> queue;
        private final AtomicReference<Subscription> subscription = new AtomicReference<>();

        /** Written ahead of the end. */
        private Throwable error;

        private volatile boolean ended;
        private boolean asked;
        private boolean stopped;

        /** How many may be requested; all that there is room for until the first were. */
        private int unrequested;

        SubscribedReader(Flow.Publisher<? extends T> publisher, int capacity, SourceContext context) {
            this.publisher = publisher;
            this.capacity = capacity;
            this.context = context;
            queue = new MpscVarHandleArrayQueue<>(Math.max(2, capacity));
            unrequested = capacity;
        }

        /** Nothing is asked for before the whole job has opened. */
        @Override
        public Fetch fetch(Batch<T> batch) {
            if (!asked && !stopped) {
                asked = true;
                subscribe();
            }
            // Asked before draining: what was sent before the end is then among what is drained.
            boolean over = ended || stopped;
            drain(batch);
            request();
            if (batch.isFull()) {
                return Fetch.MORE;
            }
            if (!over) {
                return Fetch.WAIT;
            }
            return error == null || stopped ? Fetch.END : fail(batch);
        }

        /** Behind what came before: what is in the batch gets on its way first. */
        private Fetch fail(Batch<T> batch) {
            if (batch.isEmpty()) {
                throw context.failure(error);
            }
            return Fetch.MORE;
        }

        private void subscribe() {
            try {
                publisher.subscribe(this);
            } catch (Throwable e) {
                throw context.failure(e);
            }
        }

        private void drain(Batch<T> batch) {
            while (!batch.isFull()) {
                T event = queue.relaxedPoll();
                if (event == null) {
                    return;
                }
                batch.add(event);
                unrequested++;
            }
        }

        /** In halves of the buffer, so that there is not a call for each event. */
        private void request() {
            Subscription from = subscription.get();
            if (from != null && !ended && !stopped && unrequested >= (capacity + 1) / 2) {
                int count = unrequested;
                unrequested = 0;
                try {
                    from.request(count);
                } catch (Throwable e) {
                    throw context.failure(e);
                }
            }
        }

        @Override
        public void onSubscribe(Subscription from) {
            Objects.requireNonNull(from, "the subscription must not be null");
            if (subscription.compareAndSet(null, from)) {
                context.wake();
            } else {
                from.cancel();
            }
        }

        @Override
        public void onNext(T event) {
            Objects.requireNonNull(event, "an event must not be null");
            if (ended || subscription.get() == NONE) {
                return;
            }
            if (!queue.offerIfBelowThreshold(event, capacity)) {
                onError(new IllegalStateException(
                        "the publisher has sent more events than were requested, which were " + capacity
                                + " at most at a time: it breaks rule 1.1 of Reactive Streams, and the event is lost"));
            }
            context.wake();
        }

        @Override
        public void onError(Throwable failure) {
            error = Objects.requireNonNull(failure, "the error must not be null");
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            ended = true;
            context.wake();
        }

        /** What was received is delivered. */
        @Override
        public boolean stop() {
            stopped = true;
            cancel();
            return true;
        }

        @Override
        public void close() {
            cancel();
            queue.clear();
        }

        private void cancel() {
            Subscription from = subscription.getAndSet(NONE);
            if (from != null) {
                from.cancel();
            }
        }
    }
}
