package io.millrace.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.millrace.source.Inbox;
import io.millrace.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the session gives. What waits here is bounded by the receive maximum of MQTT, 65,535, and not by a lower one: Mosquitto sends what had been under way before, whatever the client says it takes now, and the
 * client breaks the connection then.
 */
final class MqttInbox implements Inbox<Mqtt5Publish> {

    private static final int OPENING_SECONDS = 20;
    private static final int CLOSING_SECONDS = 2;
    private static final int AGAIN_MILLIS = 250;
    private static final int MOST_CUT_SHORT = 5;
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
    private final Clock clock;
    private final Mqtt5AsyncClient client;
    private volatile long connectedAt;

    /** How many connections in a row the broker has closed as soon as they were made. */
    private int cutShort;

    private volatile boolean connected;
    private volatile Throwable takenOver;

    private MqttInbox(Client client, String session, Clock clock) {
        this.clock = clock;
        this.client = client.builder()
                .identifier(session)
                .addConnectedListener(context -> connectedAt = clock.nanos())
                .addDisconnectedListener(this::disconnected)
                .buildAsync();
    }

    static MqttInbox open(Client client, String topics, String session, Clock clock)
            throws InterruptedException, ExecutionException, TimeoutException {
        MqttInbox inbox = new MqttInbox(client, session, clock);
        try {
            inbox.begin(topics);
            return inbox;
        } catch (Throwable e) {
            inbox.close();
            throw e;
        }
    }

    /** What the session has kept comes as soon as it is there: who takes it in is told first. */
    private void begin(String topics) throws InterruptedException, ExecutionException, TimeoutException {
        client.publishes(MqttGlobalPublishFilter.ALL, this::received, true);
        var unused = client.connect(Mqtt5Connect.builder()
                        .cleanStart(false)
                        .noSessionExpiry()
                        .build())
                .get(OPENING_SECONDS, TimeUnit.SECONDS);
        connected = true;
        var unusedAck = client.subscribe(Mqtt5Subscribe.builder()
                        .addSubscription(Mqtt5Subscription.builder()
                                .topicFilter(topics)
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                                .build())
                        .build())
                .get(OPENING_SECONDS, TimeUnit.SECONDS);
    }

    /** The broker bounds how many wait, but for those that it does not wait for itself. */
    void received(Mqtt5Publish message) {
        if (message.getQos() != MqttQos.AT_MOST_ONCE || received.size() < MqttSource.MOST_UNDER_WAY) {
            received.add(message);
        }
    }

    /** Once it has been connected it is so again, unless somebody else has the session now. */
    private void disconnected(MqttClientDisconnectedContext context) {
        boolean other = context.getSource() == MqttDisconnectSource.SERVER && isTaken(context.getCause());
        if (other) {
            takenOver = context.getCause();
        }
        context.getReconnector()
                .reconnect(connected && !other && context.getSource() != MqttDisconnectSource.USER)
                .delay(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Not all brokers say so: two clients that take the session from each other are cut off again and again. */
    private boolean isTaken(Throwable cause) {
        cutShort = clock.nanos() - connectedAt < SOON_NANOS ? cutShort + 1 : 0;
        return cutShort > MOST_CUT_SHORT
                || (cause instanceof Mqtt5DisconnectException sent
                        && sent.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
    }

    @Override
    public List<Mqtt5Publish> receive(int most, Duration wait) throws Exception {
        List<Mqtt5Publish> messages = new ArrayList<>();
        Mqtt5Publish first = received.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            messages.add(first);
            received.drainTo(messages, most - 1);
        } else if (takenOver != null) {
            throw new IOException(
                    "another client has the session now, or the broker closes each connection at once: give each source, and each job, a session of its own",
                    takenOver);
        }
        return messages;
    }

    @Override
    public void acknowledge(List<Mqtt5Publish> messages) {
        messages.forEach(Mqtt5Publish::acknowledge);
    }

    @Override
    public String place(Mqtt5Publish message) {
        return "a message of topic '" + message.getTopic() + "' of " + message.getPayloadAsBytes().length + " bytes";
    }

    @Override
    public void close() throws InterruptedException {
        connected = false;
        try {
            var unused = client.disconnect().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It is not connected, or the broker does not answer: there is nothing to end in order.
        }
    }
}
