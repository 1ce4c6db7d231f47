package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Due;
import io.millrace.benchmarks.rival.Schedule;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job whose latency is compared. */
final class PaceJob {

    private PaceJob() {}

    static void build(StreamExecutionEnvironment env, Schedule schedule) {
        NumberedSource<Due> source = new NumberedSource<>(1, context -> new DueReader(context, schedule));
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "schedule", TypeInformation.of(Due.class))
                .setParallelism(1)
                .map(due -> Tuple2.of(due.key(), due.dueNanos()), Types.TUPLE(Types.INT, Types.LONG))
                .setParallelism(1)
                .keyBy(due -> due.f0, Types.INT)
                .map(new RunningCount(), TypeInformation.of(DueCount.class))
                .sinkTo(new DelaySink());
    }
}
