package io.millrace;

import io.millrace.call.CallOptions;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.call.MappedByCalls;
import io.millrace.function.BiFn;
import io.millrace.operator.Errors;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What others have answered of each event. The verbs say how they are asked, and are to be said right behind {@code mapAsync}
 * or {@code mapBlocking}; they change the operator, and return this stream.
 *
 * <p>Unless something else is said, 64 events of each task wait for an answer at a time, however long that takes; results are
 * in the order of the events, or of the events of each key where they are keyed; and the first failure of a call fails the
 * job. A call fails when the function throws, when the stage that it returned completes exceptionally, and when there is null
 * in place of a stage or of a result. While as many events wait as may, the task takes nothing more, and its worker sleeps.
 *
 * <p>Events that wait are part of snapshots. They are asked about again by whoever goes on from one, so that a call may be
 * made more than once for an event, of which there is one result. A barrier does not wait for the answers of
 * those; it does wait until all events ahead of it are in flight, as does {@code stop}: so set a {@link #timeout}, without which a
 * service that hangs holds up both when it is asked about more than may be in flight. Event time waits for answers: a result is never
 * behind a watermark that came behind its event.
 *
 * @param <T> the events
 * @param <R> the results
 */
public final class AsyncStream<T, R> extends EventStream<R> {

    AsyncStream(EventStream<R> stream) {
        super(stream);
    }

    /**
     * Sets how many events may wait for an answer at a time, in each task; 64 unless said. Of {@code mapBlocking} it is the
     * number of threads, too: more than 4,096 are refused there when the job starts, unless the JDK has virtual threads.
     *
     * @param most how many, from 1 to 1,000,000
     * @return this stream
     */
    public AsyncStream<T, R> inFlight(int most) {
        return options("inFlight", options -> options.inFlight(most));
    }

    /**
     * Has results be emitted as they are answered, in whatever order; never behind a watermark that makes them late.
     *
     * @return this stream
     */
    public AsyncStream<T, R> unordered() {
        return options("unordered", options -> options.order(CallOrder.OF_ANSWERS));
    }

    /**
     * Sets how long an answer may take, from the first try to the end of the last one; then the call has failed, with a {@link
     * java.util.concurrent.TimeoutException}, and what comes later has no effect. An event that is asked about again behind a
     * restart has all of the time again.
     *
     * <p>A thread of {@code mapBlocking} is interrupted then. What a function of {@code mapAsync} returned is left alone: it
     * may be shared with others. A client's own timeout, or {@code orTimeout}, ends it.
     *
     * @param most how long, more than no time; by the clock, whatever the time of day is set to
     * @return this stream
     */
    public AsyncStream<T, R> timeout(Duration most) {
        return options("timeout", options -> options.timeout(most));
    }

    /**
     * Has a call be made again that has failed, whatever for; not what has run into the timeout, which is over all tries.
     *
     * @param times how often, after the first try; not negative
     * @param backoff how long after a failure; not negative
     * @return this stream
     */
    public AsyncStream<T, R> retry(int times, Duration backoff) {
        return options("retry", options -> options.retry(times, backoff));
    }

    /**
     * Has a call be made again that has failed, as {@link #retry(int, Duration)} does, after a time that doubles with each failure. Up to half of it is left out, now more and now less, so that calls which have failed
     * together are not made again together.
     *
     * @param times how often, after the first try; not negative
     * @param first how long after the first failure, at most; more than no time
     * @param longest what that doubles up to; not less than {@code first}
     * @return this stream
     */
    public AsyncStream<T, R> retry(int times, Duration first, Duration longest) {
        return options("retry", options -> options.retry(times, first, longest));
    }

    /**
     * Gives a result where a call has failed for good: behind all tries, or by the timeout. Not when the program or the
     * machine is at fault, as when there is no more memory: that fails the job.
     *
     * @param result what is told in place of an answer, not null
     * @return this stream
     */
    public AsyncStream<T, R> orElse(R result) {
        Objects.requireNonNull(result, "what orElse gives must not be null");
        return orElseGet((event, error) -> result);
    }

    /**
     * Makes a result where a call has failed for good, as {@link #orElse} does. When the function throws, the event has
     * failed with that.
     *
     * @param result from the event, and what was wrong last, to a result, never to null
     * @return this stream
     */
    public AsyncStream<T, R> orElseGet(BiFn<? super T, ? super Throwable, ? extends R> result) {
        Objects.requireNonNull(result, "the function of orElseGet must not be null");
        return change("orElseGet", logic -> logic.orElse(result));
    }

    private AsyncStream<T, R> options(String verb, UnaryOperator<CallOptions> change) {
        return change(verb, logic -> logic.with(change.apply(logic.options())));
    }

    @SuppressWarnings("unchecked") // the node that this stream is made for
    private AsyncStream<T, R> change(String verb, UnaryOperator<MappedByCalls<T, R>> change) {
        place().change(verb, each -> each.withLogic(change.apply((MappedByCalls<T, R>) each.logic())));
        return this;
    }

    /**
     * Says what becomes of an event whose call has failed for good, and for which there is no other result: see {@link
     * Errors}. Without it the job fails, with the names of the operator and of the event.
     *
     * @param policy what becomes of it
     * @return this stream
     */
    @Override
    public AsyncStream<T, R> onError(Errors policy) {
        super.onError(policy);
        return this;
    }

    @Override
    public AsyncStream<T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
