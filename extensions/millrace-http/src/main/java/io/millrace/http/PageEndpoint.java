package io.millrace.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;

/** Sends what a resource has, as it was when the server was set up. */
final class PageEndpoint implements Endpoint {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", "text/plain; charset=utf-8");

    private final byte[] content;
    private final String type;

    PageEndpoint(URL resource) {
        type = TYPES.getOrDefault(ending(resource.getPath()), "application/octet-stream");
        try (InputStream input = resource.openStream()) {
            content = input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + ": " + e.getMessage(), e);
        }
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public String allowed() {
        return "GET, HEAD, OPTIONS";
    }

    @Override
    public void handle(Exchange exchange, String rest) {
        exchange.response.getHeaders().put("X-Content-Type-Options", "nosniff");
        exchange.end(200, type, content);
    }
}
