package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;

/** Apache Flink in this JVM. */
public final class FlinkRival implements Rival {

    @Override
    public String name() {
        return "flink";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return false;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        throw new UnsupportedOperationException(workload.toString());
    }
}
