package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import io.millrace.benchmarks.rival.Delays;

/** Records how late events arrive. */
final class DelaysP extends AbstractProcessor {

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        Delays.arrived(((Counted) item).dueNanos());
        return true;
    }
}
