package io.millrace.jdbc;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes each batch in a transaction of its own. */
final class DirectWriter<E> implements SinkWriter<E> {

    private final Target<E> target;
    private final Counter transactions;

    DirectWriter(Target<E> target) {
        this.target = target;
        transactions = target.context().metrics().counter("transactions");
    }

    @Override
    public void write(Batch<E> batch) throws Exception {
        List<E> events = new ArrayList<>(batch.size());
        for (int row = 0, size = batch.size(); row < size; row++) {
            events.add(batch.value(row));
        }
        if (!events.isEmpty()) {
            target.transact(
                    connection -> {
                        target.write(connection, events);
                        return null;
                    },
                    events,
                    batch::timestamp);
            transactions.increment();
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
