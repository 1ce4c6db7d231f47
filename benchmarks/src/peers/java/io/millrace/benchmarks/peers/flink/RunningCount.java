package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Due;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Counts the events of each key. */
final class RunningCount extends RichMapFunction<Due, DueCount> {

    private transient ValueState<Long> counts;

    @Override
    public void open(OpenContext context) {
        counts = getRuntimeContext().getState(new ValueStateDescriptor<>("counts", Types.LONG));
    }

    @Override
    public DueCount map(Due due) throws Exception {
        Long before = counts.value();
        long count = before == null ? 1 : before + 1;
        counts.update(count);
        return new DueCount(count, due.dueNanos());
    }
}
