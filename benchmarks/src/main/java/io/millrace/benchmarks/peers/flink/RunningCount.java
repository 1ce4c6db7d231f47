package io.millrace.benchmarks.peers.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/** Counts the events of each key; they are pairs of it and of when they were due. */
final class RunningCount extends RichMapFunction<Tuple2<Integer, Long>, DueCount> {

    private transient ValueState<Long> counts;

    @Override
    public void open(OpenContext context) {
        counts = getRuntimeContext().getState(new ValueStateDescriptor<>("counts", Types.LONG));
    }

    @Override
    public DueCount map(Tuple2<Integer, Long> due) throws Exception {
        Long before = counts.value();
        long count = before == null ? 1 : before + 1;
        counts.update(count);
        return new DueCount(count, due.f1);
    }
}
