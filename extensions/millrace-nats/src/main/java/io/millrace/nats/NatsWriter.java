package io.millrace.nats;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes the events of one task, of which some are on their way at a time. */
final class NatsWriter<T> implements SinkWriter<T> {

    private static final int MOST_UNDER_WAY = 1_000;
    private static final int TIMEOUT_SECONDS = 60;
    private static final String ID = "Nats-Msg-Id";

    private final NatsSink<T> sink;
    private final SinkContext context;
    private final Connection connection;
    private final JetStream streams;
    private final Deque<CompletableFuture<PublishAck>> underWay = new ArrayDeque<>();
    private final Counter there;

    private NatsWriter(NatsSink<T> sink, SinkContext context, Connection connection) throws Exception {
        this.sink = sink;
        this.context = context;
        this.connection = connection;
        there = context.metrics().counter("already there");
        streams = connection.jetStream();
    }

    static <T> NatsWriter<T> open(NatsSink<T> sink, SinkContext context) throws Exception {
        Connection connection = sink.client.connect(context.job() + "/" + context.operator() + "/" + context.subtask());
        try {
            if (sink.subjects == null
                    && connection
                            .jetStreamManagement()
                            .getStreamNames(sink.subject)
                            .isEmpty()) {
                throw new UnwritableSinkException(
                        "sink '" + context.operator() + "': no stream in NATS at " + sink.client
                                + " takes the subject '" + sink.subject + "': make one, as by 'nats stream add'",
                        null);
            }
            return new NatsWriter<>(sink, context, connection);
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void write(Batch<T> batch) throws Exception {
        for (int row = 0, size = batch.size(); row < size; row++) {
            if (underWay.size() >= MOST_UNDER_WAY) {
                settle(underWay.remove());
            }
            publish(batch.value(row), batch.timestamp(row));
        }
    }

    private void publish(T event, long timestamp) {
        try {
            String subject = sink.subjects == null
                    ? sink.subject
                    : Objects.requireNonNull(sink.subjects.apply(event), "the function of subjects returned null");
            byte[] data = Objects.requireNonNull(sink.data.apply(event), "the function of data returned null");
            Headers headers = null;
            if (sink.ids != null) {
                headers = new Headers();
                headers.add(ID, Objects.requireNonNull(sink.ids.apply(event), "the function of ids returned null"));
            }
            underWay.add(streams.publishAsync(subject, headers, data));
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
    }

    private void settle(CompletableFuture<PublishAck> published) throws InterruptedException {
        try {
            PublishAck ack = published.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (ack.isDuplicate()) {
                there.increment();
            }
        } catch (ExecutionException | TimeoutException e) {
            throw sink.client.failure(
                    "sink '" + context.operator() + "': what was published is not confirmed",
                    e,
                    IllegalStateException::new);
        }
    }

    /** All is in its stream before the snapshot can be complete. */
    @Override
    public void flush() throws Exception {
        while (!underWay.isEmpty()) {
            settle(underWay.remove());
        }
    }

    @Override
    public void finish() throws Exception {
        flush();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}
