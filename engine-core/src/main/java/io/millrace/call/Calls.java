package io.millrace.call;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.OperatorContext;
import io.millrace.state.serde.StableHash;
import io.millrace.state.time.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/**
 * The calls of one task that are under way: makes them, tries again, gives up in time, and hands over what came of each,
 * once. Answers come by a queue that any thread may write; all else happens on the task's thread.
 */
final class Calls<Q> {

    private static final int CHUNK = 256;

    /** So that times can be told apart by subtraction. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    /** Makes a call. */
    @FunctionalInterface
    interface Maker<Q> {
        /**
         * Makes it.
         *
         * @param answer is told what comes of it, by any thread, now or later
         */
        void call(Q question, CallTry<Q> answer) throws Exception;
    }

    /** Is told what has become of a call. */
    @FunctionalInterface
    interface Receiver<Q> {
        /**
         * Is told it.
         *
         * @param outcome a value, {@link CallTry#NULL} or {@link CallTry.Failed}
         */
        void done(Call<Q> call, Object outcome);
    }

    private final OperatorContext context;
    private final Runnable waker;
    private final Maker<Q> maker;
    private final Receiver<Q> receiver;
    private final boolean takesNull;
    private final int mostTries;
    private final boolean hasTimeout;
    private final long timeoutNanos;
    private final long firstBackoffNanos;
    private final long longestNanos;
    private final CallOptions options;

    private final Queue<CallTry<Q>> answers = new MpscUnboundedVarHandleArrayQueue<>(CHUNK);
    private volatile boolean closed;

    /** Those that are to be tried again, by when, which is within their time. */
    private final Queue<CallTry<Q>> later =
            new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos() - other.dueNanos()));

    /** How many tries have been put off. */
    private int delayed;

    private final Chain<Call<Q>> calls = new Chain<>();
    private int open;
    private boolean armed;
    private long armedNanos;

    private final Counter made;
    private final Counter retries;
    private final Counter timeouts;
    private final AtomicInteger shown = new AtomicInteger();

    /** @param takesNull whether null is an answer, and not a failure */
    Calls(OperatorContext context, CallOptions options, boolean takesNull, Maker<Q> maker, Receiver<Q> receiver) {
        this.context = context;
        this.options = options;
        this.takesNull = takesNull;
        this.maker = maker;
        this.receiver = receiver;
        waker = context.waker();
        mostTries = options.retries() == Integer.MAX_VALUE ? Integer.MAX_VALUE : options.retries() + 1;
        hasTimeout = options.timeout() != null;
        timeoutNanos = hasTimeout ? Math.min(LONGEST, Times.nanos(options.timeout())) : LONGEST;
        firstBackoffNanos = Math.min(LONGEST, Times.nanos(options.backoff()));
        longestNanos = Math.min(LONGEST, Times.nanos(options.longest()));
        made = context.metrics().counter("calls");
        retries = context.metrics().counter("retries");
        timeouts = context.metrics().counter("timeouts");
        context.metrics().gauge("in flight", (LongSupplier) shown::get);
    }

    /** From any thread: there is an answer. */
    void answered(CallTry<Q> answer) {
        if (!closed) {
            answers.add(answer);
            waker.run();
        }
    }

    /** Makes a call, of which the receiver is told, maybe at once. */
    void ask(Call<Q> call, Q question) {
        long now = context.clock().nanos();
        call.begin(question, now);
        calls.add(call);
        shown.lazySet(++open);
        if (hasTimeout) {
            wakeAt(now + timeoutNanos);
        }
        make(new CallTry<>(this, call, now));
    }

    private void make(CallTry<Q> answer) {
        Call<Q> call = answer.call();
        call.await(answer);
        call.tried();
        made.increment();
        try {
            maker.call(call.question(), answer);
        } catch (Throwable e) {
            answer.accept(null, e);
        }
        Object outcome = answer.made();
        if (outcome != null) {
            settle(call, outcome);
        }
    }

    /** Works off what has been answered, and what is due. */
    void work() {
        CallTry<Q> answer;
        while ((answer = answers.poll()) != null) {
            if (answer.isAwaited()) {
                settle(answer.call(), answer.outcome());
            }
        }
        if (armed) {
            long now = context.clock().nanos();
            if (now - armedNanos >= 0) {
                armed = false;
                giveUp(now);
                tryAgain(now);
                wakeForNext();
            } else {
                // An earlier time may have come that was asked for, and with it this one is forgotten.
                context.wakeAtNanos(armedNanos);
            }
        }
    }

    private void settle(Call<Q> call, Object told) {
        Object outcome = told == CallTry.NULL && !takesNull ? noResult() : told;
        if (outcome instanceof CallTry.Failed failed
                && failed.error() instanceof Exception
                && call.tries() < mostTries) {
            call.failed(failed.error());
            putOff(call);
        } else {
            end(call, outcome);
        }
    }

    /** Has it be tried again; where its time is over before that, this alone is waited for. */
    private void putOff(Call<Q> call) {
        CallTry<Q> next = new CallTry<>(this, call, context.clock().nanos() + backoffNanos(call.tries()));
        call.await(next);
        if (!hasTimeout || next.dueNanos() - call.askedNanos() < timeoutNanos) {
            retries.increment();
            later.add(next);
            wakeAt(next.dueNanos());
        }
    }

    /** Calls that have failed together are not tried again together where the backoff grows: up to half of it is left out. */
    private long backoffNanos(int tries) {
        if (!options.grows()) {
            return firstBackoffNanos;
        }
        long nanos = firstBackoffNanos;
        for (int i = 1; i < tries && nanos < longestNanos; i++) {
            nanos = Math.min(longestNanos, 2 * nanos);
        }
        int chance = StableHash.mix(31 * delayed++ + context.subtask());
        return nanos - (long) (0.5 * nanos * ((chance >>> Short.SIZE) / (double) (1 << Short.SIZE)));
    }

    private static CallTry.Failed noResult() {
        return new CallTry.Failed(new NullPointerException("the call was answered by null in place of a result"));
    }

    private void end(Call<Q> call, Object outcome) {
        calls.remove(call);
        shown.lazySet(--open);
        call.end();
        receiver.done(call, outcome);
    }

    private void giveUp(long now) {
        for (Call<Q> oldest = calls.oldest();
                hasTimeout && oldest != null && now - oldest.askedNanos() >= timeoutNanos;
                oldest = calls.oldest()) {
            timeouts.increment();
            oldest.awaited().abandon();
            end(oldest, new CallTry.Failed(timedOut(oldest)));
        }
    }

    private Exception timedOut(Call<Q> call) {
        TimeoutException timedOut = new TimeoutException("there was no answer within " + options.timeout()
                + (call.tries() > 1 ? ", in " + call.tries() + " tries" : ""));
        if (call.lastFailure() != null) {
            timedOut.initCause(call.lastFailure());
        }
        return timedOut;
    }

    private void tryAgain(long now) {
        while (!later.isEmpty() && now - later.peek().dueNanos() >= 0) {
            CallTry<Q> answer = later.remove();
            if (answer.isAwaited()) {
                make(answer);
            }
        }
    }

    private void wakeForNext() {
        if (hasTimeout && calls.oldest() != null) {
            wakeAt(calls.oldest().askedNanos() + timeoutNanos);
        }
        if (!later.isEmpty()) {
            wakeAt(later.peek().dueNanos());
        }
    }

    private void wakeAt(long nanos) {
        if (!armed || nanos - armedNanos < 0) {
            armed = true;
            armedNanos = nanos;
            context.wakeAtNanos(nanos);
        }
    }

    /** What is waited for, in words. */
    Optional<String> waitsFor() {
        Call<Q> oldest = calls.oldest();
        if (oldest == null) {
            return Optional.empty();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(context.clock().nanos() - oldest.askedNanos());
        Instant since = Instant.ofEpochMilli(context.processingTime() - millis);
        return Optional.of(
                open == 1
                        ? "a call to '" + context.operator() + "', since " + since
                        : open + " calls to '" + context.operator() + "', the oldest since " + since);
    }

    /** Whatever is still answered has no effect. */
    void close() {
        closed = true;
        answers.clear();
        later.clear();
        calls.clear();
    }
}
