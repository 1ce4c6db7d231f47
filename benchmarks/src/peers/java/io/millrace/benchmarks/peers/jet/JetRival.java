package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.pipeline.Pipeline;
import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.Workload;
import java.util.List;

/** Hazelcast Jet: one member in this JVM. */
public final class JetRival implements Rival {

    private static final int PACE_THREADS = 2;

    private JetMember member;

    @Override
    public String name() {
        return "jet";
    }

    /** What Hazelcast's manual asks for on a modular JDK. */
    @Override
    public List<String> jvmArgs() {
        return List.of(
                "--add-modules=java.se",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return true;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        Pipeline pipeline =
                workload.isNexmark() ? NexmarkPipelines.of(workload, events) : TradePipelines.of(workload, events);
        member(parallelism, JetMember.Idling.BACK_OFF).run(pipeline);
    }

    @Override
    public boolean paces() {
        return true;
    }

    @Override
    public void pace(Schedule schedule) {
        member(PACE_THREADS, JetMember.Idling.SHORTEST).run(PacePipeline.of(schedule));
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Asking answering() {
        return new AnswerPipeline(member(1, JetMember.Idling.SHORTEST));
    }

    private JetMember member(int threads, JetMember.Idling idling) {
        if (member == null || !member.is(threads, idling)) {
            close();
            member = new JetMember(threads, idling);
        }
        return member;
    }

    @Override
    public void close() {
        if (member != null) {
            member.close();
            member = null;
        }
    }
}
