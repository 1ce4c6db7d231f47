package io.millrace.sink;

import io.millrace.operator.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps all events in memory, those of every writer and every job that it is used in. For tests and for results that are
 * known to be few. Its methods may be called from any thread at any time.
 *
 * @param <T> the events
 */
public final class CollectSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final List<T> values = new ArrayList<>();

    CollectSink() {}

    /**
     * What has arrived so far; all of it once the job has ended.
     *
     * @return a copy, in the order of arrival
     */
    public List<T> values() {
        synchronized (values) {
            return List.copyOf(values);
        }
    }

    /** Called by the engine. */
    @Override
    public SinkWriter<T> open(SinkContext context) {
        return this::addAll;
    }

    private void addAll(Batch<T> batch) {
        synchronized (values) {
            for (int row = 0, size = batch.size(); row < size; row++) {
                values.add(batch.value(row));
            }
        }
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("it keeps events for the application, in this JVM");
    }
}
