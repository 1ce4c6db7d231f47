package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Case A = new Case(Workload.CHAIN, "a", 1);
    private static final Case B = new Case(Workload.CHAIN, "b", 1);
    private static final Case C = new Case(Workload.CHAIN, "c", 1);

    @Test
    void shouldTurnTheOrderRoundInEverySecondBlock() {
        List<Turn> turns = Plan.turns(List.of(A, B, C), 3);

        assertThat(turns).extracting(Turn::what).containsExactly(A, B, C, C, B, A, A, B, C);
        assertThat(turns).extracting(Turn::block).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
    }

    @Test
    void shouldMeasureHandOnceWhateverTheParallelisms() {
        List<Case> cases = Plan.cases(Workload.CHAIN, List.of(named("hand", 1), named("peer", 2)), List.of(1, 2));

        assertThat(cases)
                .containsExactly(
                        new Case(Workload.CHAIN, "hand", 1),
                        new Case(Workload.CHAIN, "peer", 1),
                        new Case(Workload.CHAIN, "peer", 2));
    }

    @Test
    void shouldMeasureHandWhenOnlyMoreThreadsAreAskedFor() {
        List<Case> cases = Plan.cases(Workload.CHAIN, List.of(named("hand", 1)), List.of(2));

        assertThat(cases).containsExactly(new Case(Workload.CHAIN, "hand", 1));
    }

    @Test
    void shouldLeaveOutWhatSystemsDoNotRun() {
        List<Case> cases = Plan.cases(Workload.CHAIN, List.of(named("single", 1)), List.of(1, 2));

        assertThat(cases).containsExactly(new Case(Workload.CHAIN, "single", 1));
    }

    private static Rival named(String name, int maxParallelism) {
        return new Rival() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean runs(Workload workload, int parallelism) {
                return parallelism <= maxParallelism;
            }

            @Override
            public void run(Workload workload, long events, int parallelism) {
                throw new AssertionError("a plan runs nothing");
            }
        };
    }
}
