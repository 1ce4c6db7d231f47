package io.millrace.nats;

import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.AckType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the consumer gives to one task. */
final class NatsInbox implements Inbox<Message> {

    /** How many the client takes in ahead at most. */
    private static final int AHEAD = 500;

    /** The codes for a consumer and a stream that are not there. */
    private static final Set<Integer> GONE = Set.of(10014, 10059);

    private static final byte[] NOT_ACKNOWLEDGED = AckType.AckNak.bytes;
    private static final Duration FLUSHING = Duration.ofSeconds(2);

    private final Connection connection;

    /** What was asked of a server is forgotten when the connection breaks: it is asked anew. */
    private final AtomicBoolean reconnected;

    private final ConsumerContext server;
    private final ConsumeOptions asked;
    private final Set<Message> unacknowledged = new LinkedHashSet<>();
    private IterableConsumer consumer;

    private NatsInbox(Connection connection, AtomicBoolean reconnected, ConsumerContext server, ConsumeOptions asked)
            throws IOException, JetStreamApiException {
        this.connection = connection;
        this.reconnected = reconnected;
        this.server = server;
        this.asked = asked;
        consumer = server.iterate(asked);
    }

    static NatsInbox open(NatsSource.Settings settings, SourceContext context) throws Exception {
        AtomicBoolean reconnected = new AtomicBoolean();
        String name = context.job() + "/" + context.operator() + "/" + context.subtask();
        Connection connection = settings.client.connect(name, () -> reconnected.set(true));
        try {
            long most = (long) settings.unacknowledged + AHEAD;
            ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder()
                    .durable(settings.durable)
                    .ackPolicy(AckPolicy.Explicit)
                    .ackWait(settings.redeliveredAfter)
                    .maxAckPending(most * context.parallelism());
            if (settings.subjects != null) {
                consumer.filterSubject(settings.subjects);
            }
            ConsumerContext server =
                    connection.getStreamContext(settings.stream).createOrUpdateConsumer(consumer.build());
            ConsumeOptions asked = ConsumeOptions.builder()
                    .batchSize(Math.min(AHEAD, settings.unacknowledged))
                    .build();
            return new NatsInbox(connection, reconnected, server, asked);
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
        if (messages.isEmpty() && reconnected.get()) {
            askAnew();
        }
        return messages;
    }

    /** JetStream of a server that has just started may not be ready yet: then with the next call. */
    private void askAnew() throws Exception {
        reconnected.set(false);
        try {
            IterableConsumer anew = server.iterate(asked);
            consumer.close();
            consumer = anew;
        } catch (IOException | JetStreamApiException e) {
            reconnected.set(true);
            if (e instanceof JetStreamApiException answer && GONE.contains(answer.getApiErrorCode())) {
                throw gone(e);
            }
        }
    }

    private Message next(long millis) throws InterruptedException, IOException {
        try {
            return consumer.nextMessage(millis);
        } catch (JetStreamStatusCheckedException e) {
            throw gone(e);
        }
    }

    private static IOException gone(Exception cause) {
        return new IOException(
                "the consumer has been deleted or changed meanwhile (" + cause.getMessage()
                        + "): start the job again, which makes it anew",
                cause);
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
                giveBack();
            }
        } finally {
            connection.close();
        }
    }

    /** As long as the server knows that this one has asked for more, it gives them to it again: who asks about a consumer has it look who is there. */
    private void giveBack() throws Exception {
        consumer.close();
        try {
            ConsumerInfo unused = server.getConsumerInfo();
        } catch (IOException | JetStreamApiException e) {
            // It is away, or has no such consumer any more.
        }
        // Those of a subscription that has ended cannot do so themselves.
        Iterator<Message> left = unacknowledged.iterator();
        while (left.hasNext()) {
            String place = left.next().getReplyTo();
            if (left.hasNext()) {
                connection.publish(place, NOT_ACKNOWLEDGED);
            } else {
                // What the server took in later would come twice to whoever reads on.
                Message unused = connection.request(place, NOT_ACKNOWLEDGED, FLUSHING);
            }
        }
    }
}
