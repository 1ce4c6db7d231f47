package io.millrace.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.state.log.SafeText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What there is at which address. */
final class Routes implements HttpHandler {

    private static final Logger LOG = System.getLogger(Routes.class.getPackageName());

    private final WatchedJobs jobs;
    private final Streams streams;
    private final Guard guard;
    private final boolean actions;

    Routes(WatchedJobs jobs, Streams streams, Guard guard, boolean actions) {
        this.jobs = jobs;
        this.streams = streams;
        this.guard = guard;
        this.actions = actions;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(new Call(exchange));
        }
    }

    private void answer(Call call) throws IOException {
        try {
            guard.checkHost(call);
            route(call);
        } catch (Problem e) {
            call.problem(e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the dashboard has failed to answer", e);
            call.problem(new Problem(500, SafeText.of(e)));
        }
    }

    private void route(Call call) throws IOException {
        List<String> path = call.path();
        if (path.isEmpty() || !path.get(0).equals("api")) {
            call.allow("GET", "HEAD");
            Assets.serve(call);
        } else if (path.size() == 2 && path.get(1).equals("login")) {
            call.allow("POST");
            guard.checkOrigin(call);
            guard.logIn(call, call.body());
            call.json(200, jobs.list());
        } else {
            guard.checkToken(call);
            api(call, path.subList(1, path.size()));
        }
    }

    private void api(Call call, List<String> path) throws IOException {
        String first = path.isEmpty() ? "" : path.get(0);
        if (first.equals("stream") && path.size() == 1) {
            call.allow("GET");
            streams.serve(call);
        } else if (first.equals("update") && path.size() == 1) {
            read(call, jobs.update(call.query("job").orElse("")));
        } else if (first.equals("jobs") && path.size() == 1) {
            read(call, jobs.list());
        } else if (first.equals("jobs")) {
            job(call, jobs.job(path.get(1)), path.subList(2, path.size()));
        } else {
            throw nothingHere();
        }
    }

    private void job(Call call, WatchedJob job, List<String> path) throws IOException {
        String what = path.isEmpty() ? "" : path.get(0);
        if (path.size() == 2 && what.equals("views")) {
            call.allow("GET", "HEAD");
            call.json(200, Questions.rows(job, path.get(1), call));
            return;
        }
        if (path.size() > 1) {
            throw nothingHere();
        }
        switch (what) {
            case "" -> read(call, job.detail());
            case "plan" -> {
                call.allow("GET", "HEAD");
                call.json(200, job.job().plan().json());
            }
            case "explain" -> {
                call.allow("GET");
                call.json(200, Questions.explain(job, call));
            }
            case "state" -> {
                call.allow("GET");
                call.json(200, Questions.state(job, call));
            }
            case "snapshot", "stop", "drain" -> act(call, job, what);
            default -> throw nothingHere();
        }
    }

    private static void read(Call call, ObjectNode body) throws IOException {
        call.allow("GET", "HEAD");
        call.json(200, body);
    }

    private void act(Call call, WatchedJob watched, String what) throws IOException {
        call.allow("POST");
        guard.checkOrigin(call);
        if (!actions) {
            throw new Problem(
                    403, "this dashboard is to be looked at only; DashboardOptions.withActions() allows more");
        }
        try {
            switch (what) {
                case "snapshot" -> call.json(200, Snapshot.json(watched.job().snapshot()));
                case "stop" -> {
                    watched.job().stop();
                    call.json(202, watched.summary());
                }
                default -> {
                    watched.job().drain();
                    call.json(202, watched.summary());
                }
            }
        } catch (IllegalStateException | SnapshotFailedException e) {
            throw new Problem(409, SafeText.message(e));
        }
    }

    private static Problem nothingHere() {
        return new Problem(404, "there is nothing at this address");
    }
}
