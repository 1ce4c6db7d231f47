package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program with its page. */
class DashboardRunTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldShowTheFraudJobUntilItIsStopped() throws Exception {
        Process process = TestJvm.command(TestJvm.SMALL, FraudDetection.class.getName(), "--dashboard", "--rate", "500")
                .start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (!line.contains("http://")) {
                line = output.readLine();
            }
            URI page = URI.create(line.substring(line.indexOf("http://")));
            assertThat(send(HttpRequest.newBuilder(page.resolve("api/jobs/1/plan"))))
                    .contains("\"transactions\"", "\"velocity\"", "\"countries\"", "\"alerts\"");
            // The program may be gone before it has answered.
            CompletableFuture<HttpResponse<Void>> unused = client.sendAsync(
                    HttpRequest.newBuilder(page.resolve("api/jobs/1/stop"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldRefuseAFileToShow() {
        Program program = new Program();
        assertThat(program.run("--dashboard", "--input", "in.csv")).isEqualTo(2);
        assertThat(program.err()).contains("--dashboard shows generated transactions");
    }
}
