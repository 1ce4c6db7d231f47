package io.millrace.browser;

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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A page in the browser. */
public final class Tab {

    /** Looks anew whenever the page has changed, and now and then for what it does not show. */
    private static final String AWAIT = """
            new Promise(done => {
                const look = () => {
                    let met = false;
                    try { met = Boolean(%s); } catch { met = false; }
                    if (met) { watched.disconnect(); clearInterval(again); done(true); }
                };
                const watched = new MutationObserver(look);
                const again = setInterval(look, 20);
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
    private int width;

    Tab(Chromium browser, String session) {
        this.browser = browser;
        this.session = session;
        browser.listen(session, this::event);
        command("Page.enable", Map.of());
        command("Runtime.enable", Map.of());
        command("Log.enable", Map.of());
        command("Performance.enable", Map.of("timeDomain", "threadTicks"));
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

    public Tab size(int newWidth, int height) {
        width = newWidth;
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        command("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        return this;
    }

    /** Whether nothing of the page is beyond its width; innerWidth would grow with it. */
    public boolean fits() {
        return value("document.documentElement.scrollWidth <= " + width).equals("true");
    }

    /** What the system of whoever looks prefers. */
    public Tab dark(boolean dark) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    /** Has a script run before those of the page, whatever is opened. */
    public Tab before(String script) {
        command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
        return this;
    }

    /** What the browser has measured of the tab so far, by its name; of durations the processor time in seconds. */
    public double measured(String name) {
        for (JsonNode metric : command("Performance.getMetrics", Map.of()).get("metrics")) {
            if (metric.get("name").stringValue().equals(name)) {
                return metric.get("value").doubleValue();
            }
        }
        throw new IllegalArgumentException(name + " is not measured");
    }

    public Tab open(URI address) throws Exception {
        loaded = new CompletableFuture<>();
        command("Page.navigate", Map.of("url", address.toString()));
        loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** Waits until an expression of the page is true. */
    public Tab await(String condition) throws Exception {
        CompletableFuture<Void> met =
                CompletableFuture.runAsync(() -> evaluateInEachDocument(AWAIT.formatted(condition)));
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

    /** Begins anew whenever the page has loaded itself. */
    private void evaluateInEachDocument(String expression) {
        while (true) {
            try {
                evaluated(expression);
                return;
            } catch (CompletionException e) {
                if (!e.getCause().getMessage().contains("navigated")) {
                    throw e;
                }
            }
        }
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

    /** Presses and lets go of a key, such as Tab or Enter. */
    public void press(String key) {
        int code = switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            default -> throw new IllegalArgumentException(key);
        };
        Map<String, Object> down = Map.of(
                "type",
                "keyDown",
                "key",
                key,
                "code",
                key,
                "windowsVirtualKeyCode",
                code,
                "text",
                code == 13 ? "\r" : "");
        command("Input.dispatchKeyEvent", down);
        command(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    public void type(String text) {
        command("Input.insertText", Map.of("text", text));
    }

    /** All of the page, as a file to look at. */
    public void screenshot(String name) {
        screenshot(name, true);
    }

    /** What can be seen of the page without scrolling. */
    public void screenshotOfWindow(String name) {
        screenshot(name, false);
    }

    private void screenshot(String name, boolean all) {
        evaluated("scrollTo(0, 0)");
        JsonNode shot = command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", all));
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
