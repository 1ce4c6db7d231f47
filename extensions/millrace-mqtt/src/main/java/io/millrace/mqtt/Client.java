package io.millrace.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import io.millrace.state.log.SafeText;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/** Where the broker is. */
record Client(URI uri) implements Serializable {

    private static final int PLAIN_PORT = 1883;
    private static final int SECURE_PORT = 8883;

    static Client of(String text) {
        URI uri = URI.create(Objects.requireNonNull(text, "the address of the broker must not be null"));
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().matches("mqtts?")) {
            throw new IllegalArgumentException(
                    "an address of a broker is such as mqtt://host:1883 or mqtts://host, not this one");
        }
        return new Client(uri);
    }

    private boolean isSecure() {
        return uri.getScheme().equals("mqtts");
    }

    private int port() {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure() ? SECURE_PORT : PLAIN_PORT;
    }

    Mqtt5ClientBuilder builder() {
        Mqtt5ClientBuilder builder =
                MqttClient.builder().useMqttVersion5().serverHost(uri.getHost()).serverPort(port());
        if (isSecure()) {
            builder = builder.sslWithDefaultConfig();
        }
        if (uri.getUserInfo() != null) {
            String[] user = uri.getUserInfo().split(":", 2);
            builder = user.length == 1
                    ? builder.simpleAuth().username(user[0]).applySimpleAuth()
                    : builder.simpleAuth()
                            .username(user[0])
                            .password(user[1].getBytes(StandardCharsets.UTF_8))
                            .applySimpleAuth();
        }
        return builder;
    }

    /** Says what is wrong, for which source or sink, and what can be done. */
    RuntimeException failure(String who, Throwable error, BiFunction<String, Throwable, RuntimeException> kind) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return kind.apply(who + ": " + remedied(cause), cause);
    }

    private String remedied(Throwable error) {
        Throwable last = error;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String text = SafeText.message(last);
        String broker = "the broker at " + this;
        if (text.contains("NOT_AUTHORIZED") || text.contains("BAD_USER_NAME")) {
            return broker + " does not let it in, or do that (" + text
                    + "): give user and password in its address, as in mqtt://user:password@host, and the user the right to the topics";
        }
        return broker + " cannot be used (" + text + "): see whether it runs, and whether its address is right";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return uri.getHost() + ":" + port();
    }
}
