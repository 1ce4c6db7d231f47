package io.millrace.operator.internal;

import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import java.time.Duration;
import java.util.Optional;

/**
 * Passes events on at an even rate, and never more than so many within some time: the generic cell rate algorithm (ITU-T
 * I.371). Where they are closer than a millisecond as many pass at once as come in one, so that the task need not be woken
 * for each. What has not passed in quiet times is not made up for.
 */
public final class Throttling<T> implements Operator<T, T> {

    private static final long MILLISECOND = 1_000_000;

    /** The least part of the time in which events may pass at once. */
    private static final long FINEST = 64;

    private final long most;
    private final long perNanos;
    private OperatorContext context;
    private long intervalNanos;
    private long toleranceNanos;

    /** When the next event would pass if all were at the same distance. */
    private long dueNanos;

    private boolean begun;
    private int row;

    /**
     * @param most of all tasks together, at least 1
     * @param perNanos at least 1
     */
    public Throttling(long most, long perNanos) {
        this.most = most;
        this.perNanos = perNanos;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        long share = most / context.parallelism() + (context.subtask() < most % context.parallelism() ? 1 : 0);
        if (share == 0) {
            throw new IllegalArgumentException("throttle: " + most + (most == 1 ? " event" : " events")
                    + " cannot be shared by " + context.parallelism()
                    + " tasks; say .parallelism(1) right behind it, or give more events for a longer time");
        }
        toleranceNanos = perNanos / share >= MILLISECOND ? 0 : Math.min(MILLISECOND, perNanos / FINEST);
        intervalNanos = Math.max(1, (perNanos + toleranceNanos + share - 1) / share);
    }

    @Override
    public Optional<String> waitsFor() {
        return row == 0
                ? Optional.empty()
                : Optional.of("the next event to be due, of " + most + " in " + Duration.ofNanos(perNanos));
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.passing());
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        long now = context.clock().nanos();
        for (int size = batch.size(); row < size; row++) {
            if (begun && dueNanos - now > toleranceNanos) {
                now = context.clock().nanos();
                if (dueNanos - now > toleranceNanos) {
                    context.wakeAtNanos(dueNanos);
                    context.awaitWake();
                    return false;
                }
            }
            if (!out.hasRoom()) {
                return false;
            }
            dueNanos = (begun && dueNanos - now > 0 ? dueNanos : now) + intervalNanos;
            begun = true;
            out.emit(batch.value(row), batch.timestamp(row));
        }
        row = 0;
        return true;
    }
}
