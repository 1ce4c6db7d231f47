package io.millrace.operator;

import io.millrace.time.EventTime;
import java.io.Serializable;

/**
 * Tells what comes by a stream of rules as rows, times and silence as well, so that whoever reads it can tell the time of
 * rules from that of others. The stream is silent when it is idle, or when there has been nothing to read of it for a while.
 *
 * @param <B> the rules
 */
final class RuleTimes<B> implements Operator<B, RuleTimes.RuleMark> {

    private static final long SHORTEST_WAIT = 1_000_000;

    private final long patience;
    private OperatorContext context;
    private long lastNews;
    private boolean silent;
    private int row;

    /** @param patience for how many nanoseconds there is nothing to read until rules are silent */
    RuleTimes(long patience) {
        this.patience = patience;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        lastNews = context.waitedNanos();
        wakeAfter(patience);
    }

    @Override
    public boolean process(int input, Batch<B> batch, Output<RuleMark> out) {
        news();
        for (; row < batch.size(); row++) {
            if (!out.hasRoom()) {
                return false;
            }
            long timestamp = batch.timestamp(row);
            if (timestamp == EventTime.NONE) {
                throw context.failure(
                        new IllegalStateException("the rule has no timestamp; put .timestamps(...) before .broadcast(),"
                                + " and have operators in between emit results with timestamps"),
                        batch.value(row),
                        timestamp);
            }
            out.emit(new RuleMark(batch.value(row), timestamp, false), timestamp);
        }
        row = 0;
        return true;
    }

    @Override
    public boolean onWatermark(long watermark, Output<RuleMark> out) {
        news();
        out.emit(RuleMark.upTo(watermark), watermark);
        return true;
    }

    @Override
    public boolean onIdle(Output<RuleMark> out) {
        beSilent(out);
        return true;
    }

    @Override
    public boolean onProcessingTime(long now, Output<RuleMark> out) {
        long left = patience - (context.waitedNanos() - lastNews);
        if (left <= 0) {
            beSilent(out);
        } else if (!silent) {
            wakeAfter(left);
        }
        return true;
    }

    private void news() {
        lastNews = context.waitedNanos();
        if (silent) {
            silent = false;
            wakeAfter(patience);
        }
    }

    private void beSilent(Output<RuleMark> out) {
        if (!silent) {
            silent = true;
            out.emit(RuleMark.SILENT, EventTime.NONE);
        }
    }

    private void wakeAfter(long nanos) {
        context.wakeAtNanos(context.clock().nanos() + Math.max(nanos, SHORTEST_WAIT));
    }

    /**
     * What is told of a stream of rules that goes by event time: a rule, or how far the time of rules has come, or that they are
     * silent.
     *
     * @param rule the rule, null where it is about time
     * @param time from which the rule holds; or up to which all rules have come
     * @param late whether the rule came too late to hold from its own time
     */
    record RuleMark(Object rule, long time, boolean late) implements Serializable {

        private static final long serialVersionUID = 1;

        /** No rule is under way. */
        static final RuleMark SILENT = new RuleMark(null, Long.MIN_VALUE, false);

        static RuleMark upTo(long time) {
            return new RuleMark(null, time, false);
        }

        boolean isSilence() {
            return rule == null && time == Long.MIN_VALUE;
        }
    }
}
