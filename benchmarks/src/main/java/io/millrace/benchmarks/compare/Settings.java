package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison does.
 *
 * @param rivals the systems
 * @param workloads the work
 * @param parallelisms the numbers of threads
 * @param runs the turns of each case
 * @param events how many are read if there is time; 0 for as many as the workload says
 * @param limit for the runs of a fork that was warmed up
 * @param jvmArgs flags of all forks
 * @param keepGoing whether the other turns follow after one has failed
 */
record Settings(
        List<Rival> rivals,
        List<Workload> workloads,
        List<Integer> parallelisms,
        int runs,
        long events,
        Duration limit,
        List<String> jvmArgs,
        boolean keepGoing) {

    /** Of the fastest systems, to run long enough. */
    private static final int FAST = 8;

    List<Turn> turns() {
        return workloads.stream()
                .flatMap(workload -> Plan.turns(Plan.cases(workload, rivals, parallelisms), runs).stream())
                .toList();
    }

    List<String> systems() {
        return rivals.stream().map(Rival::name).toList();
    }

    Amount amount(Workload workload) {
        return events == 0 ? new Amount(workload.events(), FAST * workload.events()) : Amount.of(events);
    }

    /** The flags of all, and those of the system. */
    List<String> jvmArgs(String system) {
        List<String> all = new ArrayList<>(jvmArgs);
        rivals.stream().filter(rival -> rival.name().equals(system)).forEach(rival -> all.addAll(rival.jvmArgs()));
        return all;
    }
}
