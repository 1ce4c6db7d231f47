package io.millrace.nats;

import io.millrace.state.log.SafeText;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.Options;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/**
 * Where NATS is, and how one gets in.
 *
 * @param credentials a file, or null
 */
record Client(String servers, String credentials) implements Serializable {

    private static final int STREAM_NOT_FOUND = 10059;

    Client(String servers) {
        this(servers, null);
    }

    /** Connects; a connection that breaks is made anew by itself, however long that takes. */
    Connection connect(String name) throws IOException, InterruptedException {
        return connect(name, () -> {});
    }

    /** Likewise, and runs {@code onReconnected}, on a thread of the client, each time that it is there again. */
    Connection connect(String name, Runnable onReconnected) throws IOException, InterruptedException {
        Options.Builder options = new Options.Builder()
                .servers(servers.split(","))
                .connectionName(name)
                .maxReconnects(-1)
                .connectionListener((connection, event) -> {
                    if (event == ConnectionListener.Events.RESUBSCRIBED) {
                        onReconnected.run();
                    }
                })
                .errorListener(new ErrorListener() {});
        if (credentials != null) {
            options.authHandler(io.nats.client.Nats.credentials(credentials));
        }
        return io.nats.client.Nats.connect(options.build());
    }

    /** Says what is wrong, for which source or sink, and what can be done. */
    RuntimeException failure(String who, Throwable error, BiFunction<String, Throwable, RuntimeException> kind) {
        Throwable cause = error instanceof ExecutionException && error.getCause() != null ? error.getCause() : error;
        return kind.apply(who + ": " + remedied(cause), cause);
    }

    private String remedied(Throwable error) {
        String nats = "NATS at " + this;
        String text = SafeText.message(error);
        if (error instanceof AuthenticationException || text.contains("Authorization Violation")) {
            return nats + " does not let it in (" + text
                    + "): give user and password, or a token, in its address, or a file by credentials(...)";
        }
        if (error instanceof JetStreamApiException answer && answer.getApiErrorCode() == STREAM_NOT_FOUND) {
            return "there is no such stream in " + nats + " (" + text + "): make it first, as by 'nats stream add'";
        }
        if (text.contains("503") || text.contains("esponders")) {
            return nats + " has no stream that takes this, or no JetStream (" + text
                    + "): make the stream, and see whether the server was started with -js";
        }
        return nats + " cannot be used (" + text + "): see whether it runs, and whether its address is right";
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return servers.replaceAll("[^/@,]*@", "");
    }
}
