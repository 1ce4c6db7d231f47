package io.millrace.systems.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A page in the browser. */
public final class Tab {

    /** Looks anew whenever the page has changed. */
    private static final String AWAIT = """
            new Promise(done => {
                const look = () => {
                    let met = false;
                    try { met = Boolean(%s); } catch { met = false; }
                    if (met) { watched.disconnect(); done(true); }
                };
                const watched = new MutationObserver(look);
                watched.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
                look();
            })""";

    private static final long PATIENCE_SECONDS = 60;
    private static final Set<String> COMPLAINTS = Set.of("error", "warning");
    private static final String SCREENSHOTS = "target/screenshots";

    private final Chromium browser;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    Tab(Chromium browser, String session) {
        this.browser = browser;
        this.session = session;
        browser.listen(session, this::event);
        command("Page.enable", Map.of());
        command("Runtime.enable", Map.of());
        command("Log.enable", Map.of());
    }

    private void event(JsonNode event) {
        JsonNode parameters = event.get("params");
        switch (event.get("method").stringValue()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.exceptionThrown" ->
                complaints.add(parameters.get("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" ->
                complaints.add(parameters.get("args").toString());
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.get("entry");
                if (COMPLAINTS.contains(entry.get("level").stringValue())) {
                    complaints.add(entry.toString());
                }
            }
            default -> {}
        }
    }

    private JsonNode command(String method, Map<String, ?> parameters) {
        return browser.command(session, method, parameters);
    }

    public Tab size(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        return this;
    }

    /** What the system of whoever looks prefers. */
    public Tab dark(boolean dark) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    public Tab open(URI address) throws Exception {
        loaded = new CompletableFuture<>();
        command("Page.navigate", Map.of("url", address.toString()));
        loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** Waits until an expression of the page is true. */
    public Tab await(String condition) throws Exception {
        CompletableFuture<JsonNode> met = CompletableFuture.supplyAsync(() -> evaluated(AWAIT.formatted(condition)));
        try {
            met.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(
                    "the page has not come to " + condition + ", it shows: " + value("document.body.innerText")
                            + "; console: " + complaints,
                    e);
        }
        return this;
    }

    /** The value of an expression of the page, as text. */
    public String value(String expression) {
        JsonNode value = evaluated(expression);
        return value == null || value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
    }

    private JsonNode evaluated(String expression) {
        JsonNode result = command(
                "Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.get("result").get("value");
    }

    public void click(String selector) {
        evaluated("document.querySelector(" + Chromium.JSON.writeValueAsString(selector) + ").click()");
    }

    /** All of the page, as a file to look at. */
    public void screenshot(String name) {
        evaluated("scrollTo(0, 0)");
        JsonNode shot = command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Path file = Files.createDirectories(Path.of(SCREENSHOTS)).resolve(name + ".png");
            Files.write(file, Base64.getDecoder().decode(shot.get("data").stringValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in the console, errors of scripts included. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }
}
