package io.millrace.systems.common;

import io.millrace.dashboard.Dashboard;
import io.millrace.http.Http;
import java.util.Objects;

/** What the pages of the programs consist of. */
public final class Pages {

    private Pages() {}

    /**
     * Adds a page to a server, with the charts of the dashboard: nothing is loaded from elsewhere.
     *
     * @param http the server
     * @param owner beside which {@code NAME.html} and {@code NAME.js} are
     * @param name of the page
     * @return the server
     */
    public static Http add(Http http, Class<?> owner, String name) {
        return http.page("/", Objects.requireNonNull(owner.getResource(name + ".html")))
                .page("/" + name + ".js", owner.getResource(name + ".js"))
                .page("/page.css", Pages.class.getResource("page.css"))
                .page("/icon.svg", Dashboard.class.getResource("web/icon.svg"))
                .page("/uPlot.js", Dashboard.class.getResource("web/vendor/uPlot.iife.min.js"))
                .page("/uPlot.css", Dashboard.class.getResource("web/vendor/uPlot.min.css"));
    }
}
