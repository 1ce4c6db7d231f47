package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.Workload;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Apache Flink: a cluster in this JVM, one for each job. */
public final class FlinkRival implements Rival {

    private static final int FIRST_RELEASE_THAT_WARNS = 24;

    /** One thread reads, another one counts. */
    private static final int PACE_PARALLELISM = 1;

    @Override
    public String name() {
        return "flink";
    }

    /** What it uses of the JDK is open to all; newer JDKs only warn of Unsafe. */
    @Override
    public List<String> jvmArgs() {
        return Runtime.version().feature() < FIRST_RELEASE_THAT_WARNS
                ? List.of()
                : List.of("--sun-misc-unsafe-memory-access=allow");
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return true;
    }

    @Override
    public boolean paces() {
        return true;
    }

    @Override
    public void pace(Schedule schedule) throws Exception {
        StreamExecutionEnvironment env = Settings.forLatency(PACE_PARALLELISM);
        PaceJob.build(env, schedule);
        env.execute("pace");
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Asking answering() throws Exception {
        return new AnswerJob(Settings.forLatency(1));
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws Exception {
        StreamExecutionEnvironment env = Settings.forThroughput(parallelism);
        if (workload.isNexmark()) {
            new NexmarkJobs(env, workload, events).build();
        } else {
            new TradeJobs(env, workload, events).build();
        }
        env.execute(workload.toString());
    }
}
