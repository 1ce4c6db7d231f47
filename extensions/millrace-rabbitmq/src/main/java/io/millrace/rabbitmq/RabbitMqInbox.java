package io.millrace.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.source.Inbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the queue gives to one task: no more than may be unacknowledged, so that what waits here is bounded. */
final class RabbitMqInbox implements Inbox<Delivery> {

    private static final int CLOSING_MILLIS = 2_000;

    private final String queue;
    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;

    private RabbitMqInbox(String queue, Connection connection, Channel channel) {
        this.queue = queue;
        this.connection = connection;
        this.channel = channel;
    }

    /** @param name what the connection is called */
    static RabbitMqInbox open(Client client, String queue, int prefetch, String name) throws Exception {
        Connection connection = client.connect(name, true);
        try {
            Channel channel = connection.createChannel();
            channel.basicQos(prefetch);
            RabbitMqInbox inbox = new RabbitMqInbox(queue, connection, channel);
            String unused = channel.basicConsume(
                    queue,
                    false,
                    (consumer, delivery) -> inbox.delivered.add(delivery),
                    consumer -> inbox.cancelled = true);
            return inbox;
        } catch (Throwable e) {
            connection.abort(CLOSING_MILLIS);
            throw e;
        }
    }

    @Override
    public List<Delivery> receive(int most, Duration wait) throws Exception {
        List<Delivery> messages = new ArrayList<>();
        Delivery first = delivered.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            messages.add(first);
            delivered.drainTo(messages, most - 1);
        } else if (cancelled) {
            throw new IOException("queue '" + queue
                    + "' has been deleted, or is not to be had any more: declare it, and start the job again");
        }
        ShutdownSignalException closed = channel.getCloseReason();
        // the client connects again by itself, but opens no channel again that the broker has closed
        if (first == null && closed != null && !closed.isHardError()) {
            throw new IOException(
                    "RabbitMQ has closed the channel of queue '" + queue + "' (" + closed.getMessage()
                            + "): where that is consumer_timeout, take snapshots more often",
                    closed);
        }
        return messages;
    }

    /** One by one: where a tag stands for all before, the last one from before the client has connected anew would stand for all that there are. */
    @Override
    public void acknowledge(List<Delivery> messages) throws Exception {
        try {
            for (Delivery message : messages) {
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            }
        } catch (IOException | AlreadyClosedException e) {
            // RabbitMQ is away, and gives them once more when it is back.
        }
    }

    @Override
    public String place(Delivery message) {
        String id = message.getProperties().getMessageId();
        return "message " + (id == null ? message.getEnvelope().getDeliveryTag() : id) + " of queue '" + queue + "' ("
                + message.getEnvelope().getRoutingKey() + ")";
    }

    @Override
    public void close() {
        try {
            // In order, so that what was acknowledged gets there.
            connection.close(CLOSING_MILLIS);
        } catch (IOException | ShutdownSignalException e) {
            // It breaks meanwhile, or has been broken.
            connection.abort(CLOSING_MILLIS);
        }
    }
}
