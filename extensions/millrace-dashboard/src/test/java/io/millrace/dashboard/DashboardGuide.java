package io.millrace.dashboard;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;

/** What the guide shows. */
final class DashboardGuide {

    private DashboardGuide() {}

    static void serve(Pipeline pipeline) {
        // tag::serve
        try (Engine engine = Engine.create();
                Dashboard dashboard = Dashboard.serve(engine)) {
            System.out.println("see " + dashboard.url());
            Job job = engine.start(pipeline, JobOptions.defaults().withLatency());
            job.join();
        }
        // end::serve
    }

    static Dashboard others(Engine engine, String token) {
        // tag::others
        DashboardOptions options = DashboardOptions.defaults()
                .withPort(8080)
                .withBind("0.0.0.0") // others can reach it, so it demands a token
                .withToken(token)
                .withActions(); // take a snapshot, stop, drain
        Dashboard dashboard = Dashboard.serve(engine, options);
        // end::others
        return dashboard;
    }
}
