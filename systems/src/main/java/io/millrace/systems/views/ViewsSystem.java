package io.millrace.systems.views;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.http.EventSink;
import io.millrace.http.Http;
import io.millrace.http.HttpServer;
import io.millrace.http.Ingest;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.systems.console.Pages;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Counts plays that are posted, or generated, and shows them on a page, until it is closed. */
final class ViewsSystem implements AutoCloseable {

    private static final int WAITING = 100_000;
    private static final int MINUTES_KEPT = 20;
    private static final int MOST_BODY = 16 << 20;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Engine engine = Engine.create().stopOnShutdown(STOP_PATIENCE);
    private final Job job;
    private final HttpServer server;

    ViewsSystem(int port, Optional<Source<Play>> generated, int parallelism) {
        PushSource<Play> posted = Sources.push(WAITING);
        EventSink<Minute> shown = EventSink.<Minute>latestBy(Minute::minute).capacity(MINUTES_KEPT);
        Pipeline pipeline = Pipeline.create("views");
        EventStream<Play> plays = pipeline.source("posted", posted);
        if (generated.isPresent()) {
            plays = plays.merge(pipeline.source("generated", generated.get()));
        }
        ViewsPipeline.minutes(plays).to("shown", shown);
        job = engine.start(pipeline, JobOptions.parallelism(parallelism));
        try {
            server = Pages.add(Http.on(port), ViewsSystem.class, "views")
                    .ingest("/plays", Ingest.into(posted, Play.class).maxBody(MOST_BODY))
                    .events("/minutes", shown)
                    .start();
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    Engine engine() {
        return engine;
    }

    Job job() {
        return job;
    }

    URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
        job.cancel();
        engine.close();
    }
}
