package io.millrace.host;

import io.millrace.edge.RowHasher;
import io.millrace.edge.Signal;
import io.millrace.edge.StepBudget;
import io.millrace.operator.Batch;
import io.millrace.runtime.task.Receiver;

/**
 * Hands what leaves a task to its host, which takes all of it at once.
 *
 * @param hasher gives rows the hashes of their keys; null where they have them, or need none
 * @param packer packs what a combiner has put together; null where there is none
 */
record HostExit(Host host, int exit, StepBudget budget, RowHasher hasher, RowPacker<?> packer)
        implements Receiver, Signal.Handler {

    @Override
    public boolean rows(Batch<Object> batch) {
        if (hasher != null) {
            hasher.hash(batch);
        }
        if (packer != null) {
            packer.pack(batch);
        }
        host.rows(exit, batch);
        if (!host.hasRoom()) {
            budget.exhaust();
        }
        return true;
    }

    @Override
    public boolean signal(Signal signal) {
        signal.dispatch(this);
        return true;
    }

    @Override
    public boolean resume() {
        return true;
    }

    @Override
    public void onWatermark(Signal.Watermark watermark) {
        host.watermark(exit, watermark.timestamp());
    }

    @Override
    public void onIdle(Signal.Idle idle) {
        host.idle(exit);
    }

    @Override
    public void onActive(Signal.Active active) {
        host.active(exit);
    }

    @Override
    public void onBarrier(Signal.Barrier barrier) {}

    @Override
    public void onEndOfData(Signal.EndOfData end) {
        host.endOfData(exit);
    }

    @Override
    public void onEndOfStream(Signal.EndOfStream end) {}
}
