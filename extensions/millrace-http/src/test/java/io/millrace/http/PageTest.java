package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the program that a server shows. */
class PageTest {

    @TempDir
    private Path directory;

    @Test
    void shouldServeFilesAsWhatTheirNamesSay() throws Exception {
        Path page = Files.writeString(directory.resolve("shop.html"), "<h1>Grüße</h1>");
        Path script = Files.writeString(directory.resolve("shop.js"), "alert(1)");
        try (HttpServer server = Http.on(0)
                .page("/", page.toUri().toURL())
                .page("/js/shop.js", script.toUri().toURL())
                .start()) {
            Browser browser = new Browser(server);
            HttpResponse<String> root = browser.get("/");
            assertThat(root.body()).isEqualTo("<h1>Grüße</h1>");
            assertThat(root.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            assertThat(browser.get("/js/shop.js").headers().firstValue("Content-Type"))
                    .contains("text/javascript; charset=utf-8");
            HttpResponse<String> head =
                    browser.send(browser.request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(Files.size(page)));
            assertThat(browser.get("/js").statusCode()).isEqualTo(404);
            assertThat(browser.post("/", Browser.JSON, "1").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void shouldRefuseFilesThatAreNotThereBeforeItStarts() throws Exception {
        assertThatThrownBy(() -> Http.on(0).page("/", PageTest.class.getResource("none.html")))
                .hasMessageContaining("no such resource for /");
        Path missing = directory.resolve("missing.html");
        assertThatThrownBy(() -> Http.on(0).page("/", missing.toUri().toURL()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.html");
    }
}
