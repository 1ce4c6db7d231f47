package io.millrace.benchmarks.engine;

import io.millrace.Engine;
import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.Workload;

/** Millrace with workers that never park: beside {@link MillraceRival} its latency shows what parking costs. */
public final class SpinningRival implements Rival {

    private final MillraceRival spinning = new MillraceRival(Engine::spinning);

    @Override
    public String name() {
        return "millrace-spinning";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return false;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        throw new UnsupportedOperationException(name() + " takes part in the comparison of latencies only");
    }

    @Override
    public boolean paces() {
        return true;
    }

    @Override
    public void pace(Schedule schedule) {
        spinning.pace(schedule);
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Asking answering() {
        return spinning.answering();
    }

    @Override
    public void close() {
        spinning.close();
    }
}
