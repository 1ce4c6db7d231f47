package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Met;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.util.Collector;

/** Tells of each pair; both sides are a user and a time. */
final class Meeting extends ProcessJoinFunction<Tuple2<String, Long>, Tuple2<String, Long>, Met> {

    private static final long serialVersionUID = 1;

    @Override
    public void processElement(
            Tuple2<String, Long> left, Tuple2<String, Long> right, Context context, Collector<Met> out) {
        out.collect(new Met(left.f0, left.f1, right.f1));
    }
}
