package io.millrace.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;

/** The client of a task, and its connections, which are made anew by themselves when they break. */
final class Connections implements AutoCloseable {

    private final RedisClient client;
    private final Failures failures;

    Connections(String uri, String name, Failures failures) {
        this.failures = failures;
        RedisURI address = RedisURI.create(uri);
        if (address.getClientName() == null) {
            address.setClientName(name.replaceAll("[^\\x21-\\x7e]", "-"));
        }
        client = RedisClient.create(address);
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build());
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
