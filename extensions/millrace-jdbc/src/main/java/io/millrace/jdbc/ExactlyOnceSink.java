package io.millrace.jdbc;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps events in snapshots, and has a committer write those of a complete one in one transaction with its number. */
final class ExactlyOnceSink<E> implements TransactionalSink<E, PreparedRows<E>> {

    private static final long serialVersionUID = 1;

    private final JdbcSink<E> sink;
    private final Type<E> events;

    ExactlyOnceSink(JdbcSink<E> sink, Type<E> events) {
        this.sink = sink;
        this.events = events;
    }

    @Override
    public SinkWriter<E> open(SinkContext context) throws Exception {
        return sink.open(context);
    }

    @Override
    public TransactionalWriter<E, PreparedRows<E>> openTransactional(
            SinkContext context, List<PreparedRows<E>> restored) {
        return new KeepingWriter<>(context);
    }

    @Override
    public Committer<PreparedRows<E>> committer(SinkContext context) throws Exception {
        return new RowsCommitter<>(sink.target(context));
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments say so
    public Type<PreparedRows<E>> preparedType() {
        return (Type<PreparedRows<E>>) (Type<?>) Type.of(PreparedRows.class, events);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return sink.whyNotPortable();
    }

    @Override
    public String toString() {
        return sink + ", exactly once";
    }

    /** Has what comes between two barriers. */
    private static final class KeepingWriter<E> implements TransactionalWriter<E, PreparedRows<E>> {

        private final SinkContext context;
        private List<E> events = new ArrayList<>();

        KeepingWriter(SinkContext context) {
            this.context = context;
        }

        @Override
        public void write(Batch<E> batch) {
            for (int row = 0, size = batch.size(); row < size; row++) {
                events.add(batch.value(row));
            }
        }

        /** Never null: whoever goes on has to see that there was a snapshot. */
        @Override
        public PreparedRows<E> prepare(long snapshot) {
            List<E> prepared = events;
            events = new ArrayList<>();
            return new PreparedRows<>(context.attempt(), context.subtask(), snapshot, prepared);
        }
    }
}
