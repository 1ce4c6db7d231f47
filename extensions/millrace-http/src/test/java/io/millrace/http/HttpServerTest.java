package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private final PushSource<Integer> push = Sources.push(3);

    private Http http(int port) {
        return Http.on(port).ingest("/numbers", Ingest.into(push, Integer.class));
    }

    @Test
    void shouldBePartOfAnotherJettyAndLeaveItWhatItHasNoPathFor() throws Exception {
        Server server = new Server(0);
        Handler other = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(418);
                callback.succeeded();
                return true;
            }
        };
        server.setHandler(new Handler.Sequence(http(0).handler(), other));
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            assertThat(post(port, "/numbers", "[1,2]")).isEqualTo(202);
            assertThat(post(port, "/numbers", "{}")).isEqualTo(400);
            assertThat(post(port, "/elsewhere", "1")).isEqualTo(418);
        } finally {
            server.stop();
        }
    }

    private static int post(int port, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void shouldTakeNothingOfABodyThatIsCutShort() throws Exception {
        try (HttpServer server = http(0).start()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                String request = String.join(
                        "\r\n",
                        "POST /numbers HTTP/1.1",
                        "Host: x",
                        "Content-Type: application/x-ndjson",
                        "Content-Length: 100",
                        "",
                        "1\n2\n3\n");
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                // Until the server has seen it and lets go.
                socket.getInputStream().readAllBytes();
            }
            assertThat(post(server.port(), "/numbers", "[1,2,3]")).isEqualTo(202);
        }
    }

    @Test
    void shouldNotWaitForABodyThatComesTooSlowly() throws Exception {
        try (HttpServer server = http(0).bodyPatience(Duration.ZERO).start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = String.join(
                    "\r\n",
                    "POST /numbers HTTP/1.1",
                    "Host: x",
                    "Content-Type: application/x-ndjson",
                    "Content-Length: 100",
                    "",
                    "1\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void shouldTellWhatIsNoRequestAsJson() throws IOException {
        try (HttpServer server = http(0).start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("BAD\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"status\":400");
        }
    }

    @Test
    void shouldRefuseWhatCannotBeServed() {
        assertThatThrownBy(() -> Http.on(0).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing to serve");
        assertThatThrownBy(() -> http(0).ingest("/numbers", Ingest.into(push, Integer.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("something at /numbers already");
        assertThatThrownBy(() -> Http.on(0).ingest("numbers/", Ingest.into(push, Integer.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no path");
        try (HttpServer server = http(0).start()) {
            assertThatThrownBy(() -> http(server.port()).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen at 127.0.0.1:" + server.port());
        }
    }
}
