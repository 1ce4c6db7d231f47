package io.millrace.runtime.task;

import io.millrace.operator.Batch;
import io.millrace.operator.FusedRows;
import io.millrace.operator.RowOperator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A stage and those behind it whose row operators share loops, see {@link FusedRows}. Only rows take this way: they are
 * handed over by the last stage, while signals go from stage to stage, and are behind the rows because each stage waits
 * for the next one.
 */
final class FusedStages {

    private final List<Stage> stages;
    private final FusedRows rows;

    private FusedStages(List<Stage> stages) {
        this.stages = stages;
        rows = new FusedRows(stages.stream().map(FusedStages::operator).toList());
        stages.stream().skip(1).forEach(stage -> stage.books.fusedWith(stages.get(0)));
    }

    /** Fuses what can be, once all stages are open; producers come before consumers. */
    static void fuse(List<Stage> all) {
        Set<Stage> done = new HashSet<>();
        for (Stage first : all) {
            List<Stage> run = done.contains(first) ? List.of() : runFrom(first);
            if (run.size() > 1) {
                first.fuse(new FusedStages(run));
                done.addAll(run);
            }
        }
    }

    private static List<Stage> runFrom(Stage first) {
        List<Stage> run = new ArrayList<>();
        for (Stage stage = first; stage != null && operator(stage) != null; stage = next(stage)) {
            run.add(stage);
        }
        return run;
    }

    private static RowOperator<?, ?> operator(Stage stage) {
        return stage.operator() instanceof RowOperator<?, ?> operator ? operator : null;
    }

    private static Stage next(Stage stage) {
        return stage.mainPort().onlyReceiver() instanceof Stage next ? next : null;
    }

    void process(Batch<Object> batch) {
        int count = batch.size();
        int last = stages.size() - 1;
        rows.process(batch, stages.get(last).mainPort());
        for (int i = 0; i <= last; i++) {
            count -= rows.takeDropped(i);
            if (i < last) {
                stages.get(i).mainPort().passedBy(count);
                stages.get(i + 1).books.took(count);
            }
        }
    }
}
