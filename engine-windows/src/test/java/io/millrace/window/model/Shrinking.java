package io.millrace.window.model;

import java.util.ArrayList;
import java.util.List;

/** Leaves out steps of a run that fails, for as long as it fails, so that the failure shows what matters. */
final class Shrinking {

    private Shrinking() {}

    /** Checks a run. */
    @FunctionalInterface
    interface Check {
        void accept(RandomPipeline pipeline) throws Exception;
    }

    static void check(RandomPipeline pipeline, Check check) {
        Throwable failure = failure(pipeline, check);
        if (failure == null) {
            return;
        }
        RandomPipeline smallest = pipeline;
        for (int length = pipeline.steps().size() / 2; length > 0; length /= 2) {
            for (int from = 0; from < smallest.steps().size(); ) {
                RandomPipeline smaller = smallest.with(without(smallest.steps(), from, length));
                Throwable smallerFailure = failure(smaller, check);
                if (smallerFailure == null) {
                    from += length;
                } else {
                    smallest = smaller;
                    failure = smallerFailure;
                }
            }
        }
        throw new AssertionError(failure.toString(), failure);
    }

    private static List<Step> without(List<Step> steps, int from, int length) {
        List<Step> left = new ArrayList<>(steps.subList(0, from));
        left.addAll(steps.subList(Math.min(steps.size(), from + length), steps.size()));
        return List.copyOf(left);
    }

    private static Throwable failure(RandomPipeline pipeline, Check check) {
        try {
            check.accept(pipeline);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}
