package io.millrace.call;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * Takes events as long as there is a place in flight for them, and emits what has come of each in its turn. What is asked,
 * and how, is a matter of subclasses.
 */
abstract class CallOperator<T, Q, R> implements Operator<T, R> {

    private final String kind;
    private final CallOptions options;
    private final Errors errors;
    private final KeptEvents<T> kept;
    private final InFlight<T> inFlight;
    private OperatorContext context;
    private Calls<Q> calls;
    private Output<DeadLetter> letters;
    private Counter failures;
    private long watermark = EventTime.NONE;
    private int row;
    private long withoutResult;
    private long lettersSent;

    CallOperator(String kind, CallOptions options, Errors errors, KeptEvents<T> kept) {
        this.kind = kind;
        this.options = options;
        this.errors = errors == null ? Errors.fail() : errors;
        this.kept = kept;
        inFlight = new InFlight<>(options.inFlight(), options.order());
    }

    /** Prepares the calls. */
    abstract Calls<Q> open(OperatorContext operatorContext, CallOptions how);

    /** Has an event be asked about; it is {@link #done} with, now or later, or has {@link #failed}. */
    abstract void ask(Slot<T> slot);

    @Override
    public final void open(OperatorContext operatorContext) {
        context = operatorContext;
        failures = context.metrics().counter("failures");
        letters = errors.sendsDeadLetters() ? context.sideOutput(DeadLetter.OUTPUT) : null;
        kept.open(context, kind);
        calls = open(context, options);
    }

    final Calls<Q> calls() {
        return calls;
    }

    /** What comes of an event; null for nothing. */
    final void done(Slot<T> slot, Object result) {
        inFlight.done(slot, result, null);
    }

    /** Nothing comes of an event but what the policy says. */
    final void failed(Slot<T> slot, Throwable error) {
        inFlight.done(
                slot,
                null,
                errors.handle(context, error, slot.event(), slot.timestamp()).orElse(null));
    }

    /** A call has failed for good that an event waits for. */
    final void countFailure() {
        failures.increment();
    }

    @Override
    public final void onRestored() {
        kept.restore();
        if (!kept.restored().isEmpty()) {
            context.waker().run();
        }
    }

    @Override
    public final boolean process(int input, Batch<T> batch, Output<R> out) {
        if (!goOn(out)) {
            return false;
        }
        for (; row < batch.size(); row++) {
            if (isFull() && !goOn(out)) {
                return false;
            }
            if (isFull()) {
                context.awaitWake();
                return false;
            }
            ask(inFlight.add(batch.value(row), batch.timestamp(row), batch.hash(row), watermark));
            if (inFlight.firstReady() != null && !emit(out)) {
                row++;
                return false;
            }
        }
        row = 0;
        return true;
    }

    private boolean isFull() {
        return inFlight.isFull() || !kept.restored().isEmpty();
    }

    /** Works off what has come, emits what is ready, and asks about what was restored; returns false for want of room. */
    private boolean goOn(Output<R> out) {
        calls.work();
        while (emit(out)) {
            if (kept.restored().isEmpty() || inFlight.isFull()) {
                return true;
            }
            KeptEvents.Restored<T> next = kept.restored().remove();
            // What was announced before the snapshot is not known.
            ask(inFlight.add(next.event(), next.timestamp(), next.hash(), EventTime.NONE));
        }
        return false;
    }

    @SuppressWarnings("unchecked") // nobody but subclasses say what comes of an event
    private boolean emit(Output<R> out) {
        for (Slot<T> slot = inFlight.firstReady(); slot != null; slot = inFlight.firstReady()) {
            if (!out.hasRoom()) {
                return false;
            }
            if (slot.letter() != null) {
                letters.emit(slot.letter(), slot.timestamp());
                lettersSent++;
            } else if (slot.result() != null) {
                out.emit((R) slot.result(), slot.timestamp());
            } else {
                withoutResult++;
            }
            inFlight.removeReady();
        }
        return true;
    }

    @Override
    public final boolean onWake(Output<R> out) {
        return goOn(out);
    }

    @Override
    public final boolean onProcessingTime(long now, Output<R> out) {
        return goOn(out);
    }

    @Override
    public final boolean onWatermark(long newWatermark, Output<R> out) {
        watermark = newWatermark;
        return true;
    }

    /** Results are told behind the watermark that their events came behind, and no later one. */
    @Override
    public final long earliestKept() {
        if (!kept.restored().isEmpty()) {
            return EventTime.NONE + 1;
        }
        long before = inFlight.watermark();
        return before == EventTime.MAX ? before : before + 1;
    }

    @Override
    public final Optional<Account> account() {
        return Optional.of(Account.passing()
                .with("without a result", withoutResult)
                .with(Account.DEAD_LETTERS, lettersSent)
                .keeping((long) inFlight.size() + kept.restored().size()));
    }

    @Override
    public final boolean onEndOfData(Output<R> out) {
        if (!goOn(out)) {
            return false;
        }
        if (inFlight.isEmpty()) {
            return true;
        }
        context.awaitWake();
        return false;
    }

    @Override
    public final boolean beforeSnapshot(long snapshot, Output<R> out) throws Exception {
        kept.write(inFlight);
        return true;
    }

    @Override
    public final Optional<String> waitsFor() {
        return calls == null ? Optional.empty() : calls.waitsFor();
    }

    @Override
    public final void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
