package io.millrace.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** Publishes the events of one task, of which some are on their way at a time. A connection that breaks is not made anew: what was under way then is not known, and the next attempt writes it again. */
final class RabbitMqWriter<T> implements SinkWriter<T> {

    private static final int MOST_UNDER_WAY = 1_000;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int CLOSING_MILLIS = 2_000;
    private static final int PERSISTENT = 2;

    private final RabbitMqSink<T> sink;
    private final SinkContext context;
    private final Connection connection;
    private final Channel channel;
    private volatile String unroutable;
    private int underWay;

    private RabbitMqWriter(RabbitMqSink<T> sink, SinkContext context, Connection connection) throws IOException {
        this.sink = sink;
        this.context = context;
        this.connection = connection;
        channel = connection.createChannel();
    }

    static <T> RabbitMqWriter<T> open(RabbitMqSink<T> sink, SinkContext context) throws Exception {
        Connection connection =
                sink.client.connect(context.job() + "/" + context.operator() + "/" + context.subtask(), false);
        try {
            RabbitMqWriter<T> writer = new RabbitMqWriter<>(sink, context, connection);
            writer.begin(sink.exchange);
            return writer;
        } catch (Throwable e) {
            connection.abort(CLOSING_MILLIS);
            throw e;
        }
    }

    private void begin(String exchange) throws IOException {
        if (!exchange.isEmpty()) {
            var unused = channel.exchangeDeclarePassive(exchange);
        }
        var unused = channel.confirmSelect();
        // What comes back does so ahead of its confirmation.
        channel.addReturnListener(message -> unroutable = message.getRoutingKey());
    }

    @Override
    public void write(Batch<T> batch) throws Exception {
        for (int row = 0, size = batch.size(); row < size; row++) {
            publish(batch.value(row), batch.timestamp(row));
            if (++underWay >= MOST_UNDER_WAY) {
                flush();
            }
        }
    }

    private void publish(T event, long timestamp) throws IOException {
        String routingKey;
        byte[] body;
        BasicProperties.Builder properties = new BasicProperties.Builder().deliveryMode(PERSISTENT);
        try {
            routingKey = sink.routingKeys == null
                    ? sink.routingKey
                    : Objects.requireNonNull(
                            sink.routingKeys.apply(event), "the function of routing keys returned null");
            body = Objects.requireNonNull(sink.body.apply(event), "the function of bodies returned null");
            if (sink.ids != null) {
                properties.messageId(
                        Objects.requireNonNull(sink.ids.apply(event), "the function of ids returned null"));
            }
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
        try {
            channel.basicPublish(sink.exchange, routingKey, true, properties.build(), body);
        } catch (AlreadyClosedException e) {
            throw unconfirmed(e);
        }
    }

    /** All is confirmed before the snapshot can be complete. */
    @Override
    public void flush() throws Exception {
        if (underWay > 0) {
            try {
                channel.waitForConfirmsOrDie(TIMEOUT_MILLIS);
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                throw unconfirmed(e);
            }
            underWay = 0;
        }
        if (unroutable != null) {
            throw new IOException("sink '" + context.operator() + "': no queue takes messages of exchange '"
                    + sink.exchange + "' with the routing key '" + unroutable + "' in RabbitMQ at " + sink.client
                    + ": bind one");
        }
    }

    private RuntimeException unconfirmed(Exception e) {
        return sink.client.failure(
                "sink '" + context.operator() + "': what was published is not confirmed",
                e,
                IllegalStateException::new);
    }

    @Override
    public void finish() throws Exception {
        flush();
    }

    @Override
    public void close() {
        connection.abort(CLOSING_MILLIS);
    }
}
