package io.millrace.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;

/** The client of a task, and its connections. */
final class Connections implements AutoCloseable {

    private final RedisClient client;
    private final Failures failures;

    private Connections(String uri, String name, Failures failures, ClientOptions.Builder options) {
        this.failures = failures;
        RedisURI address = RedisURI.create(uri);
        if (address.getClientName() == null) {
            address.setClientName(name.replaceAll("[^\\x21-\\x7e]", "-"));
        }
        client = RedisClient.create(address);
        client.setOptions(options.timeoutOptions(
                        TimeoutOptions.builder().timeoutCommands(false).build())
                .build());
    }

    /** They are made anew by themselves when they break, and send again what has not been answered, but for what was under way. */
    static Connections lasting(String uri, String name, Failures failures) {
        return new Connections(uri, name, failures, ClientOptions.builder());
    }

    /** What has not been answered fails when they break: nothing is written behind what is missing. */
    static Connections breaking(String uri, String name, Failures failures) {
        return new Connections(uri, name, failures, ClientOptions.builder().autoReconnect(false));
    }

    StatefulRedisConnection<String, String> connect() {
        try {
            return client.connect();
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
