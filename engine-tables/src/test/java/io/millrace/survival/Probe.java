package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.time.EventTime;

/**
 * Counts in state that is not keyed, and tells by as many events: before every other barrier, and at the end of the data.
 * Fails where it is told to.
 */
final class Probe implements Operator<Event, Event> {

    private final Mishaps mishaps;
    private final Event unit;
    private final SnapshotNews news;
    private ListState<Long> state;
    private long count;
    private long barrier;

    Probe(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        unit = unit(step);
        news = new SnapshotNews(mishaps, "probe" + step);
    }

    static Event unit(String step) {
        return new Event(step, 0, 0, 0, 1);
    }

    @Override
    public void open(OperatorContext context) {
        mishaps.at(Hook.OPERATOR_OPEN);
        state = context.operatorState(ListSpec.of("count", Long.class), Redistribution.SPLIT);
    }

    @Override
    public void onRestored() {
        mishaps.at(Hook.OPERATOR_RESTORED);
        state.elements().forEach(each -> count += each);
    }

    @Override
    public boolean process(int input, Batch<Event> batch, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_PROCESS);
        count += batch.size();
        return true;
    }

    @Override
    public boolean onWatermark(long watermark, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_WATERMARK);
        return true;
    }

    @Override
    public boolean onEndOfData(Output<Event> out) {
        if (!tell(out)) {
            return false;
        }
        mishaps.at(Hook.OPERATOR_END_OF_DATA);
        return true;
    }

    private boolean tell(Output<Event> out) {
        while (count > 0) {
            if (!out.hasRoom()) {
                return false;
            }
            out.emit(unit, EventTime.NONE);
            count--;
        }
        return true;
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Event> out) {
        if (barrier != snapshot) {
            barrier = snapshot;
            news.begun(snapshot);
            mishaps.at(Hook.OPERATOR_BEFORE_SNAPSHOT);
        }
        if (snapshot % 2 == 0 && !tell(out)) {
            return false;
        }
        state.clear();
        if (count > 0) {
            state.add(count);
        }
        return true;
    }

    @Override
    public void onSnapshotComplete(long snapshot) {
        news.complete(snapshot);
    }

    @Override
    public void onSnapshotAborted(long snapshot) {
        news.aborted(snapshot);
    }

    @Override
    public void close() {
        news.closed();
        mishaps.at(Hook.OPERATOR_CLOSE);
    }
}
