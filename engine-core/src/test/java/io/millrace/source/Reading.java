package io.millrace.source;

import io.millrace.operator.Batch;
import java.util.ArrayList;
import java.util.List;

/** Reads sources to their end. */
final class Reading {

    private Reading() {}

    /** What a fetch brought, and the position behind it. */
    record Step<T>(List<T> events, Object position) {}

    static <T> List<T> all(Source<T> source, Object startPosition, int batchSize) throws Exception {
        return steps(source, new TestSourceContext(startPosition), batchSize).stream()
                .flatMap(step -> step.events().stream())
                .toList();
    }

    static <T> List<Step<T>> steps(Source<T> source, TestSourceContext context, int batchSize) throws Exception {
        SourceReader<T> reader = source.open(context);
        try {
            List<Step<T>> steps = new ArrayList<>();
            Fetch fetch;
            do {
                Batch<T> batch = new Batch<>(batchSize);
                fetch = reader.fetch(batch);
                steps.add(new Step<>(events(batch), reader.position()));
            } while (fetch == Fetch.MORE);
            return steps;
        } finally {
            reader.close();
        }
    }

    static <T> List<T> events(Batch<T> batch) {
        List<T> events = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            events.add(batch.value(row));
        }
        return events;
    }
}
