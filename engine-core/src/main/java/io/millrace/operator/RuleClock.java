package io.millrace.operator;

import io.millrace.operator.RuleTimes.RuleMark;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.time.EventTime;

/**
 * Decides from when each rule holds, for all tasks of a process: from its own time, or from now on where time has passed
 * that. By input 0 comes how far the time of the events is, without any event; by input 1 the rules with their time. What it
 * emits goes to all tasks: rules, each with the time from which it holds, and in between how far time has come, which no
 * later rule is before. One instance does so, so that it is decided once.
 */
final class RuleClock implements Operator<Object, RuleMark> {

    private long events = EventTime.NONE;
    private long rules = EventTime.NONE;
    private boolean silent;

    /** How far time has come by what was told. */
    private long told = EventTime.NONE;

    private ListState<long[]> kept;
    private int row;

    @Override
    public void open(OperatorContext context) {
        kept = context.operatorState(ListSpec.of("times", long[].class), Redistribution.SPLIT);
        for (long[] times : kept.elements()) {
            told = times[0];
            events = times[1];
            rules = times[2];
            silent = times[3] != 0;
        }
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<RuleMark> out) {
        for (; row < batch.size(); row++) {
            if (!out.hasRoom()) {
                return false;
            }
            RuleMark mark = (RuleMark) batch.value(row);
            silent = mark.isSilence();
            if (mark.rule() != null) {
                boolean late = mark.time() <= told;
                long from = late ? EventTime.plus(told, 1) : mark.time();
                out.emit(new RuleMark(mark.rule(), from, late), mark.time());
            } else if (!silent) {
                rules = Math.max(rules, mark.time());
            }
            tell(out);
        }
        row = 0;
        return true;
    }

    @Override
    public boolean onWatermark(long watermark, Output<RuleMark> out) {
        events = watermark;
        tell(out);
        return true;
    }

    private void tell(Output<RuleMark> out) {
        long now = silent ? events : Math.min(events, rules);
        if (now > told) {
            told = now;
            out.emit(RuleMark.upTo(told), told);
        }
    }

    /** All that it knows: streams that have ended do not tell it again. */
    @Override
    public boolean beforeSnapshot(long snapshot, Output<RuleMark> out) {
        kept.clear();
        kept.add(new long[] {told, events, rules, silent ? 1 : 0});
        return true;
    }
}
