package io.millrace.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page: files out of the jar. */
final class Assets {

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    /** All that there are, so that nothing else can be asked for. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("index.html", "text/html; charset=utf-8"),
            Map.entry("app.css", CSS),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("theme.js", JAVASCRIPT),
            Map.entry("app.js", JAVASCRIPT),
            Map.entry("feed.js", JAVASCRIPT),
            Map.entry("format.js", JAVASCRIPT),
            Map.entry("rates.js", JAVASCRIPT),
            Map.entry("graph.js", JAVASCRIPT),
            Map.entry("plan.js", JAVASCRIPT),
            Map.entry("charts.js", JAVASCRIPT),
            Map.entry("panels.js", JAVASCRIPT),
            Map.entry("ask.js", JAVASCRIPT),
            Map.entry("verdict.js", JAVASCRIPT),
            Map.entry("vendor/preact-htm.js", JAVASCRIPT),
            Map.entry("vendor/dagre.esm.js", JAVASCRIPT),
            Map.entry("vendor/uPlot.iife.min.js", JAVASCRIPT),
            Map.entry("vendor/uPlot.min.css", CSS),
            Map.entry("vendor/LICENCES.txt", "text/plain; charset=utf-8"));

    private Assets() {}

    static void serve(Call call) throws IOException {
        String name = call.path().isEmpty() ? "index.html" : String.join("/", call.path());
        String type = TYPES.get(name);
        if (type == null) {
            throw new Problem(404, "there is nothing at this address");
        }
        try (InputStream file = Assets.class.getResourceAsStream("web/" + name)) {
            call.send(200, type, file.readAllBytes());
        }
    }
}
