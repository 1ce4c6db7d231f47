package io.millrace.source;

import io.millrace.sink.Sink;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A source that the threads of the application ask, and are answered by: the pipeline answers <em>that</em> request, whatever is in between.
 *
 * <pre>{@code
 * RequestSource<Payment, Decision> payments = Sources.requests(1_024, Payment.class, Decision.class);
 * pipeline.source("payments", payments)
 *         .map(request -> request.answer(decide(request.question())))
 *         .to("decisions", payments.answers());
 * ...
 * CompletableFuture<Decision> decision = payments.ask(payment, Duration.ofMillis(100));
 * }</pre>
 *
 * <p>Any number of threads may ask at any time, and none ever waits for another or for the pipeline: what cannot be taken ends at once with a {@link
 * RequestFailedException}. It feeds one job at a time; before the first begins, what is asked waits for it, up to the capacity.
 *
 * <p><b>Each request ends</b>, as long as a job begins: with its answer, with a {@link java.util.concurrent.TimeoutException} where it has a timeout, or with a {@link
 * RequestFailedException}. When the job fails, is cancelled or ends, all requests that are open end at that moment, also when the job {@linkplain io.millrace.snapshot.Restart starts
 * again}; what is asked from then on waits for the next attempt. An answer to a request that is not open any more does nothing and is counted, be it the second one, too late, or out
 * of state that the job has gone on from: ids are new with each attempt. A request that the pipeline never answers, because a filter drops it, say, stays open until its timeout or the
 * end of the job, and takes up one of the capacity until then; so ask with a timeout, and answer whatever was asked, if only with {@link Request#refuse}. To give up, {@code cancel}
 * the future: the pipeline goes on with the question nevertheless. What is over before a pipeline that is behind has taken it takes up one of the capacity until it comes to that.
 *
 * <p><b>Threads.</b> The thread of the task that has the answer completes the future, so that no other one has to be woken; a timeout completes it on a thread of the JDK's, and a
 * failure on the thread that has met it. What depends on it and may block is for the methods that end in {@code Async}, with an executor of one's own. A thread of the engine may ask, but
 * not wait: {@code get} and {@code join} throw there, also of what was made of the future by {@code thenApply} and the like, since the answer might have to come from the same thread.
 *
 * <p><b>Snapshots</b> have no questions, which cannot be read again, but what operators keep of requests: their ids. An answer is given when it gets to the sink, and is not held back
 * until a snapshot has what it was made of: what the pipeline has remembered of the question may be lost in a crash that follows.
 *
 * @param <Q> the questions
 * @param <A> the answers
 */
public final class RequestSource<Q, A> implements Source<Request<Q>> {

    private static final long serialVersionUID = 1;

    /** As many as have a place in an array that one would like to look through. */
    private static final int MOST = 1 << 20;

    private final RequestDesk<Q, A> desk;

    /** Null where that of the questions is not known. */
    private final Type<Request<Q>> type;

    RequestSource(int capacity, Type<Q> questions) {
        if (capacity < 1 || capacity > MOST) {
            throw new IllegalArgumentException(
                    "the capacity of a request source is at least 1 and at most 2^20 open requests, not " + capacity);
        }
        desk = new RequestDesk<>(capacity);
        type = questions == null ? null : Type.of(Request.class, questions);
    }

    /**
     * Asks, and waits for the answer as long as it takes. Never blocks.
     *
     * @param question the question, not null; not to be changed any more
     * @return completes with the answer, or exceptionally with a {@link RequestFailedException}, at once when the question cannot be taken
     */
    public CompletableFuture<A> ask(Q question) {
        return desk.ask(checked(question), null);
    }

    /**
     * Asks, and waits for the answer for a time. Never blocks.
     *
     * @param question the question, not null; not to be changed any more
     * @param timeout how long to wait for the answer, positive, by the engine's clock; over it may be by a millisecond. Before a job has begun that is real time, and when one does, the
     *     time begins anew
     * @return completes with the answer, or exceptionally: with a {@link java.util.concurrent.TimeoutException} that tells how far the request has got, or with a {@link
     *     RequestFailedException}, at once when the question cannot be taken
     */
    public CompletableFuture<A> ask(Q question, Duration timeout) {
        Objects.requireNonNull(timeout, "the timeout must not be null");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("an answer cannot come within " + timeout + "; give a positive timeout");
        }
        return desk.ask(checked(question), timeout);
    }

    private static <Q> Q checked(Q question) {
        return Objects.requireNonNull(question, "a question must not be null");
    }

    /**
     * The sink that gives answers to whoever has asked. Each of its writers may answer any request, so it needs no order and no key. A job may have several, for answers that come by
     * different ways. It counts {@code answered} and {@code answers ignored}.
     *
     * @return the sink
     */
    public Sink<Answer<? extends A>> answers() {
        return new AnswerSink<>(desk);
    }

    /** Called by the engine, once per attempt at a job. */
    @Override
    public SourceReader<Request<Q>> open(SourceContext context) {
        desk.open(context);
        return new RequestReader<>(desk, context);
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public Type<Request<Q>> eventType() {
        return type;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application asks in this JVM");
    }

    @Override
    public String toString() {
        String name = desk.name();
        return "RequestSource " + (name == null ? "" : "'" + name + "', ") + "capacity " + desk.open.capacity();
    }
}
