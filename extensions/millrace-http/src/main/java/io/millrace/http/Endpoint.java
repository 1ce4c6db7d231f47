package io.millrace.http;

import org.eclipse.jetty.server.Server;

/** What is behind a path. */
interface Endpoint {

    /** The methods that it serves, as the header Allow has them; OPTIONS is served for it. */
    String allowed();

    /**
     * Serves a request, whose method is one of those. Must not block.
     *
     * @param rest what the path has behind that of the endpoint; empty where there is nothing
     */
    void handle(Exchange exchange, String rest) throws Exception;

    /** Whether there may be something behind its path. */
    default boolean hasRest() {
        return false;
    }

    /** The server begins. */
    default void start(Server server) {}

    /** No request comes any more, and those that would not end by themselves are to end. */
    default void stop() {}
}
