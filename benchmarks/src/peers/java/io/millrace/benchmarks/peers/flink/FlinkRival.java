package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Apache Flink: a cluster in this JVM, one for each job. */
public final class FlinkRival implements Rival {

    @Override
    public String name() {
        return "flink";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return !workload.isNexmark();
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws Exception {
        StreamExecutionEnvironment env = Settings.forThroughput(parallelism);
        new TradeJobs(env, workload, events).build();
        env.execute(workload.toString());
    }
}
