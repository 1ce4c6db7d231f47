package io.millrace.testing;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import io.millrace.testing.Recordings.Recording;
import io.millrace.testing.Recordings.Recording.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Remembers what a sink is given, and gives it to the sink. In a job with snapshots it takes part in them, whether the
 * sink does or not.
 *
 * @param <P> what the sink knows of prepared results
 */
final class RecordingSink<P> implements TransactionalSink<Object, RecordingSink.Prepared<P>> {

    private static final long serialVersionUID = 1;

    private final Sink<Object> sink;

    /** The sink again, if it takes part in snapshots, or null. */
    private final transient TransactionalSink<Object, P> transactional;

    private final transient Recording recording;

    private RecordingSink(Sink<Object> sink, TransactionalSink<Object, P> transactional, Recording recording) {
        this.sink = sink;
        this.transactional = transactional;
        this.recording = recording;
    }

    @SuppressWarnings("unchecked") // what the sink is given is handed on to it as it is
    static RecordingSink<?> of(Sink<?> sink, Recording recording) {
        Sink<Object> target = (Sink<Object>) sink;
        return target instanceof TransactionalSink<Object, ?> transactional
                ? of(transactional, recording)
                : new RecordingSink<Long>(target, null, recording);
    }

    private static <P> RecordingSink<P> of(TransactionalSink<Object, P> sink, Recording recording) {
        return new RecordingSink<>(sink, sink, recording);
    }

    /**
     * What a writer has prepared.
     *
     * @param sink what the sink knows of it, or null
     */
    record Prepared<P>(int attempt, int subtask, long snapshot, P sink) {

        private Transaction transaction() {
            return new Transaction(attempt, subtask, snapshot);
        }
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) throws Exception {
        SinkWriter<Object> writer = given("open", sink.open(context));
        return new RecordingWriter(writer) {
            @Override
            void record(Object result) {
                recording.add(result);
            }
        };
    }

    @Override
    public TransactionalWriter<Object, Prepared<P>> openTransactional(SinkContext context, List<Prepared<P>> restored)
            throws Exception {
        if (transactional == null) {
            SinkWriter<Object> writer = given("open", sink.open(context));
            return new PreparingWriter<>(writer, context, recording) {
                @Override
                P prepareSink(long snapshot) throws Exception {
                    writer.flush();
                    return null;
                }
            };
        }
        TransactionalWriter<Object, P> writer =
                given("openTransactional", transactional.openTransactional(context, ofSink(restored)));
        return new PreparingWriter<>(writer, context, recording) {
            @Override
            P prepareSink(long snapshot) throws Exception {
                return writer.prepare(snapshot);
            }

            @Override
            public void abort() throws Exception {
                writer.abort();
            }
        };
    }

    private static <R> R given(String method, R result) {
        return Objects.requireNonNull(result, () -> method + " returned null");
    }

    private static <P> List<P> ofSink(List<Prepared<P>> prepared) {
        return prepared.stream()
                .map(Prepared::sink)
                .filter(each -> each != null)
                .toList();
    }

    @Override
    public Committer<Prepared<P>> committer(SinkContext context) throws Exception {
        Committer<P> inner = transactional == null ? null : given("committer", transactional.committer(context));
        return new Committer<>() {
            @Override
            public void recover(List<Prepared<P>> prepared) throws Exception {
                if (inner != null) {
                    inner.recover(ofSink(prepared));
                }
                makeVisible(prepared);
                recording.forgetPrepared(context.attempt());
            }

            @Override
            public void commit(long snapshot, List<Prepared<P>> prepared) throws Exception {
                if (inner != null) {
                    inner.commit(snapshot, ofSink(prepared));
                }
                makeVisible(prepared);
            }

            @Override
            public void onSnapshotAborted(long snapshot) throws Exception {
                if (inner != null) {
                    inner.onSnapshotAborted(snapshot);
                }
            }

            @Override
            public void close() throws Exception {
                if (inner != null) {
                    inner.close();
                }
            }
        };
    }

    private void makeVisible(List<Prepared<P>> prepared) {
        prepared.forEach(each -> recording.commit(each.transaction()));
    }

    @Override
    public Type<Prepared<P>> preparedType() {
        Type<?> inner =
                transactional == null ? Type.of(Long.class) : given("preparedType", transactional.preparedType());
        return Type.of(Prepared.class, inner);
    }

    @Override
    public boolean blocking() {
        return sink.blocking();
    }

    @Override
    public int maxParallelism() {
        return sink.maxParallelism();
    }

    /** Hands on what it is given, and remembers it. */
    private abstract static class RecordingWriter implements SinkWriter<Object> {

        private final SinkWriter<Object> writer;

        RecordingWriter(SinkWriter<Object> writer) {
            this.writer = writer;
        }

        abstract void record(Object result);

        @Override
        public void begin() throws Exception {
            writer.begin();
        }

        @Override
        public void write(Batch<Object> batch) throws Exception {
            writer.write(batch);
            for (int row = 0; row < batch.size(); row++) {
                record(batch.value(row));
            }
        }

        @Override
        public void onSnapshotComplete(long snapshot) throws Exception {
            writer.onSnapshotComplete(snapshot);
        }

        @Override
        public void onSnapshotAborted(long snapshot) throws Exception {
            writer.onSnapshotAborted(snapshot);
        }

        @Override
        public void flush() throws Exception {
            writer.flush();
        }

        @Override
        public void finish() throws Exception {
            writer.finish();
        }

        @Override
        public void close() throws Exception {
            writer.close();
        }
    }

    private abstract static class PreparingWriter<P> extends RecordingWriter
            implements TransactionalWriter<Object, Prepared<P>> {

        private final SinkContext context;
        private final Recording recording;
        private final List<Object> written = new ArrayList<>();

        PreparingWriter(SinkWriter<Object> writer, SinkContext context, Recording recording) {
            super(writer);
            this.context = context;
            this.recording = recording;
        }

        abstract P prepareSink(long snapshot) throws Exception;

        @Override
        void record(Object result) {
            written.add(result);
        }

        @Override
        public Prepared<P> prepare(long snapshot) throws Exception {
            Prepared<P> prepared =
                    new Prepared<>(context.attempt(), context.subtask(), snapshot, prepareSink(snapshot));
            recording.prepare(prepared.transaction(), written);
            written.clear();
            return prepared;
        }
    }
}
