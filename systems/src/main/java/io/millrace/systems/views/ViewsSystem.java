package io.millrace.systems.views;

import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.http.EventSink;
import io.millrace.http.Http;
import io.millrace.http.Ingest;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.systems.common.Pages;
import io.millrace.systems.common.Running;
import io.millrace.systems.common.SentTimes;
import java.util.Optional;

/** Counts plays that are posted, or generated, and shows them on a page. */
final class ViewsSystem {

    /** The sources. */
    static final String POSTED = "posted";

    static final String GENERATED = "generated";

    private static final int WAITING = 100_000;
    private static final int MINUTES_KEPT = 20;
    private static final int MOST_BODY = 16 << 20;

    private ViewsSystem() {}

    static Running start(int port, Optional<Source<Play>> generated, int parallelism) {
        PushSource<Play> posted = Sources.push(WAITING);
        EventSink<Minute> shown = EventSink.<Minute>latestBy(Minute::minute).capacity(MINUTES_KEPT);
        Pipeline pipeline = Pipeline.create("views");
        EventStream<Play> plays = pipeline.source(POSTED, posted).filter(play -> SentTimes.hasCome(play.millis()));
        if (generated.isPresent()) {
            plays = plays.merge(pipeline.source(GENERATED, generated.get()).parallelism(parallelism));
        }
        ViewsPipeline.minutes(plays).to("shown", shown);
        return Running.start(
                pipeline,
                JobOptions.parallelism(parallelism),
                job -> Pages.add(Http.on(port), ViewsSystem.class, "views")
                        .ingest("/plays", Ingest.into(posted, Play.class).maxBody(MOST_BODY))
                        .events("/minutes", shown));
    }
}
