package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.engine.MillraceRival;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import io.millrace.flink.FlinkRunner;
import java.util.List;

/** Millrace's pipelines on Flink: a cluster in this JVM, one for each job, with the settings of {@link FlinkRival}. */
public final class HostedRival implements Rival {

    @Override
    public String name() {
        return "millrace-on-flink";
    }

    @Override
    public List<String> jvmArgs() {
        return new FlinkRival().jvmArgs();
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return true;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws Exception {
        FlinkRunner.on(Settings.forThroughput(parallelism))
                .execute(MillraceRival.pipeline(workload, events, parallelism));
    }
}
