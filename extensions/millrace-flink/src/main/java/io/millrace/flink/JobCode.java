package io.millrace.flink;

import io.millrace.PipelineRef;
import io.millrace.graph.Graph;
import io.millrace.host.Plan;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.util.InstantiationUtil;

/** What each task of a job is made from, in whatever process: the graph, as bytes, and how it is run. Immutable. */
final class JobCode implements Serializable {

    private static final long serialVersionUID = 1;

    /** The first second of 2026: so that attempts are numbers of 31 bits. */
    private static final long EPOCH_SECOND = 1_767_225_600;

    private static final int MILLIS = 1000;

    private final byte[] code;
    private final int parallelism;
    private final int submission;
    private final boolean snapshots;

    /**
     * @param code a {@link Graph} or {@link PipelineRef}
     * @param millis when the job is submitted
     * @param snapshots whether checkpoints are taken
     */
    JobCode(Serializable code, int parallelism, long millis, boolean snapshots) throws IOException {
        this.code = InstantiationUtil.serializeObject(code);
        this.parallelism = parallelism;
        this.submission = (int) Math.max(1, millis / MILLIS - EPOCH_SECOND);
        this.snapshots = snapshots;
    }

    /** Its tasks, made of a graph that nobody else has. */
    Plan plan() throws Exception {
        Object read =
                InstantiationUtil.deserializeObject(code, Thread.currentThread().getContextClassLoader());
        Graph graph = read instanceof PipelineRef ref ? ref.pipeline().graph() : (Graph) read;
        return Plan.of(graph, parallelism).withCombiners();
    }

    boolean takesSnapshots() {
        return snapshots;
    }

    /**
     * The number of an attempt, higher than that of all before it: Flink counts from 0 for each submission, and starts no job again twice in a second.
     */
    int attempt(int ofSubmission) {
        return submission + ofSubmission;
    }
}
