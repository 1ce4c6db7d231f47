package io.millrace.rabbitmq;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.millrace.state.log.SafeText;
import java.io.Serializable;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.function.BiFunction;

/** Where RabbitMQ is. */
record Client(String uri) implements Serializable {

    static Client of(String uri) {
        Client client = new Client(Objects.requireNonNull(uri, "the address of RabbitMQ must not be null"));
        ConnectionFactory unused = client.factory();
        return client;
    }

    private ConnectionFactory factory() {
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(uri);
            factory.setNetworkRecoveryInterval(500);
            return factory;
        } catch (java.net.URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the address of RabbitMQ is not one: " + e.getMessage(), e);
        }
    }

    /** Connects; a connection that breaks is made anew by itself where told so, with its consumers. */
    Connection connect(String name, boolean again) throws Exception {
        ConnectionFactory factory = factory();
        factory.setAutomaticRecoveryEnabled(again);
        return factory.newConnection(name);
    }

    /** Says what is wrong, for which source or sink, and what can be done. */
    RuntimeException failure(String who, Throwable error, BiFunction<String, Throwable, RuntimeException> kind) {
        return kind.apply(who + ": " + remedied(error), error);
    }

    private String remedied(Throwable error) {
        String rabbit = "RabbitMQ at " + this;
        Throwable last = error;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String text = SafeText.message(last);
        if (error instanceof AuthenticationFailureException
                || error instanceof PossibleAuthenticationFailureException) {
            return rabbit + " does not let it in (" + text
                    + "): give user and password in its address, as in amqp://user:password@host:5672/vhost";
        }
        if (text.contains("reply-code=404")) {
            return "it is not there in " + rabbit + " (" + text + "): declare the queue or the exchange first";
        }
        if (text.contains("reply-code=403")) {
            return rabbit + " does not let it do that (" + text + "): give the user the right to it";
        }
        return rabbit + " cannot be used (" + text + "): see whether it runs, and whether its address is right";
    }

    /** Without the password. */
    @Override
    public String toString() {
        URI parsed = URI.create(uri);
        return parsed.getHost()
                + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort())
                + (parsed.getPath() == null ? "" : parsed.getPath());
    }
}
