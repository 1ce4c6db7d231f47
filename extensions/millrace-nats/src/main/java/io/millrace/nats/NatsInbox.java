package io.millrace.nats;

import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What the consumer gives to one task. */
final class NatsInbox implements Inbox<Message> {

    /** How many the client takes in ahead at most. */
    private static final int AHEAD = 500;

    private static final Duration FLUSHING = Duration.ofSeconds(2);

    private final Connection connection;
    private final IterableConsumer consumer;
    private final Set<Message> unacknowledged = new LinkedHashSet<>();

    private NatsInbox(Connection connection, IterableConsumer consumer) {
        this.connection = connection;
        this.consumer = consumer;
    }

    static NatsInbox open(NatsSource.Settings settings, SourceContext context) throws Exception {
        Connection connection =
                settings.client().connect(context.job() + "/" + context.operator() + "/" + context.subtask());
        try {
            long most = (long) settings.unacknowledged() + AHEAD;
            ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder()
                    .durable(settings.durable())
                    .ackPolicy(AckPolicy.Explicit)
                    .ackWait(settings.redeliveredAfter())
                    .maxAckPending(most * context.parallelism());
            if (settings.subjects() != null) {
                consumer.filterSubject(settings.subjects());
            }
            IterableConsumer messages = connection
                    .getStreamContext(settings.stream())
                    .createOrUpdateConsumer(consumer.build())
                    .iterate(ConsumeOptions.builder()
                            .batchSize(Math.min(AHEAD, settings.unacknowledged()))
                            .build());
            return new NatsInbox(connection, messages);
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public List<Message> receive(int most, Duration wait) throws Exception {
        List<Message> messages = new ArrayList<>();
        Message next = next(wait.toMillis());
        while (next != null) {
            messages.add(next);
            next = messages.size() < most ? next(1) : null;
        }
        unacknowledged.addAll(messages);
        return messages;
    }

    private Message next(long millis) throws InterruptedException, IOException {
        try {
            return consumer.nextMessage(millis);
        } catch (JetStreamStatusCheckedException e) {
            throw new IOException(
                    "the consumer has been deleted or changed meanwhile (" + e.getMessage()
                            + "): start the job again, which makes it anew",
                    e);
        }
    }

    @Override
    public void acknowledge(List<Message> messages) throws InterruptedException {
        messages.forEach(Message::ack);
        messages.forEach(unacknowledged::remove);
        flush();
    }

    /** What cannot be sent now is sent when the server is back. */
    private void flush() throws InterruptedException {
        if (connection.getStatus() == Connection.Status.CONNECTED) {
            try {
                connection.flush(FLUSHING);
            } catch (TimeoutException e) {
                // The messages are given once more if they do not get there.
            }
        }
    }

    @Override
    public String place(Message message) {
        return "message " + message.metaData().streamSequence() + " of stream '"
                + message.metaData().getStream() + "' (" + message.getSubject() + ")";
    }

    /** The server need not wait until it gives to others what this one has had. */
    @Override
    public void close() throws Exception {
        try {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                consumer.stop();
                for (Message ahead = consumer.nextMessage(1); ahead != null; ahead = consumer.nextMessage(1)) {
                    unacknowledged.add(ahead);
                }
                unacknowledged.forEach(Message::nak);
                flush();
            }
        } finally {
            connection.close();
        }
    }
}
