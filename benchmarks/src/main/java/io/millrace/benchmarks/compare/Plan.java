package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who is measured when: A B C C B A, so that a machine that gets slower or faster does so for all. */
final class Plan {

    private Plan() {}

    /**
     * The cases of a workload that can be run, in the order in which they are shown.
     *
     * @param workload the workload
     * @param rivals the systems
     * @param parallelisms the numbers of threads
     */
    static List<Case> cases(Workload workload, List<Rival> rivals, List<Integer> parallelisms) {
        List<Case> cases = new ArrayList<>();
        for (int parallelism : parallelisms) {
            for (Rival rival : rivals) {
                Case what = Case.of(workload, rival.name(), parallelism);
                if (rival.runs(workload, what.parallelism()) && !cases.contains(what)) {
                    cases.add(what);
                }
            }
        }
        return cases;
    }

    /**
     * The turns of a workload.
     *
     * @param cases its cases
     * @param runs how many turns each case has
     */
    static List<Turn> turns(List<Case> cases, int runs) {
        List<Turn> turns = new ArrayList<>();
        List<Case> order = new ArrayList<>(cases);
        for (int block = 0; block < runs; block++) {
            for (Case what : order) {
                turns.add(new Turn(block, what));
            }
            Collections.reverse(order);
        }
        return turns;
    }
}
