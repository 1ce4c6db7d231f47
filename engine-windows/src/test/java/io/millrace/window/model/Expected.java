package io.millrace.window.model;

import java.util.ArrayList;
import java.util.List;

/** What has to come out of a pipeline. */
class Expected {

    private final List<Result> results = new ArrayList<>();
    private final List<Event> late = new ArrayList<>();
    private long skipped;

    static Expected of(RandomPipeline pipeline, long clockStart) {
        return switch (pipeline.windows().model()) {
            case WINDOWS -> NaiveWindows.run(pipeline, clockStart);
            case TRAILING -> NaiveTrailing.run(pipeline, clockStart);
            case COUNTED -> NaiveCounts.run(pipeline);
        };
    }

    final void add(Result result) {
        results.add(result);
    }

    final void addLate(Event event) {
        late.add(event);
    }

    final void skip() {
        skipped++;
    }

    final List<Result> results() {
        return results;
    }

    final List<Event> late() {
        return late;
    }

    /** How many events belong to no window at all. */
    final long skipped() {
        return skipped;
    }
}
