package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;

/** Claims one result, whatever it is asked for. */
public final class WrongRival implements Rival {

    @Override
    public String name() {
        return "wrong";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return parallelism == 1;
    }

    @Override
    public void run(Workload workload, long events, int parallelism) {
        Stopwatch.start();
        Tally.add(1, 1);
    }
}
