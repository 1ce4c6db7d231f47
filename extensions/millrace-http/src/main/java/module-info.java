/** Endpoints over sources, requests, results and views, for programs and browsers; webhooks. */
module io.millrace.http {
    requires transitive io.millrace.core;
    requires transitive org.eclipse.jetty.server;
    requires transitive tools.jackson.databind;
    requires org.eclipse.jetty.websocket.core.server;
    requires java.net.http;

    exports io.millrace.http;
}
