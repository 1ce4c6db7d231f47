package io.millrace.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes the events of one task, of which some are on their way at a time. A connection that breaks is not made anew: what was under way then is not known, and the next attempt writes it again. */
final class MqttWriter<T> implements SinkWriter<T> {

    private static final int MOST_UNDER_WAY = 1_000;
    private static final int OPENING_SECONDS = 20;
    private static final int TIMEOUT_SECONDS = 60;
    private static final int CLOSING_SECONDS = 2;

    private final MqttSink<T> sink;
    private final SinkContext context;
    private final Mqtt5AsyncClient client;
    private final Deque<CompletableFuture<Mqtt5PublishResult>> underWay = new ArrayDeque<>();

    private MqttWriter(MqttSink<T> sink, SinkContext context, Mqtt5AsyncClient client) {
        this.sink = sink;
        this.context = context;
        this.client = client;
    }

    static <T> MqttWriter<T> open(MqttSink<T> sink, SinkContext context)
            throws InterruptedException, ExecutionException, TimeoutException {
        Mqtt5AsyncClient client = sink.client.builder().buildAsync();
        var unused = client.connect().get(OPENING_SECONDS, TimeUnit.SECONDS);
        return new MqttWriter<>(sink, context, client);
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
            String topic = sink.topics == null
                    ? sink.topic
                    : Objects.requireNonNull(sink.topics.apply(event), "the function of topics returned null");
            byte[] payload =
                    Objects.requireNonNull(sink.payload.apply(event), "the function of payloads returned null");
            underWay.add(client.publish(Mqtt5Publish.builder()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(sink.retained)
                    .payload(payload)
                    .build()));
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
    }

    private void settle(CompletableFuture<Mqtt5PublishResult> published) throws InterruptedException {
        try {
            Throwable error =
                    published.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getError().orElse(null);
            if (error != null) {
                throw unconfirmed(error);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw unconfirmed(e);
        }
    }

    private RuntimeException unconfirmed(Throwable error) {
        return sink.client.failure(
                "sink '" + context.operator() + "': what was published is not confirmed",
                error,
                IllegalStateException::new);
    }

    /** All is confirmed before the snapshot can be complete. */
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
    public void close() throws InterruptedException {
        try {
            var unused = client.disconnect().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It is not connected any more.
        }
    }
}
