package io.millrace.systems.surge;

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
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import java.time.Duration;
import java.util.Optional;

/** Makes prices of what is posted, or generated, and shows them on a map. */
final class SurgeSystem {

    private static final int WAITING = 100_000;

    private SurgeSystem() {}

    /**
     * Requests and positions that are made, in place of those that are posted.
     *
     * @param requests the requests
     * @param positions the positions
     */
    record Generated(Source<RideRequest> requests, Source<Position> positions) {}

    /** @param silence for how long a stream may be silent that is waited for */
    static Running start(int port, Optional<Generated> generated, Duration silence) {
        PushSource<RideRequest> requests = Sources.push(WAITING);
        PushSource<Position> positions = Sources.push(WAITING);
        PushSource<PriceRule> rules = Sources.push(WAITING);
        EventSink<Price> shown = EventSink.latestBy(Price::area);
        Pipeline pipeline = Pipeline.create("surge");
        EventStream<RideRequest> asked =
                pipeline.source("requests", requests).filter(request -> SentTimes.hasCome(request.millis()));
        EventStream<Position> seen =
                pipeline.source("positions", positions).filter(position -> SentTimes.hasCome(position.millis()));
        if (generated.isPresent()) {
            asked = asked.merge(
                    pipeline.source("generated requests", generated.get().requests()));
            seen = seen.merge(
                    pipeline.source("generated positions", generated.get().positions()));
        }
        Table<Area, Price> prices = SurgePipeline.prices(asked, seen, pipeline.source("rules", rules), silence);
        prices.changes().map(TableChange::after).to("shown", shown);
        return Running.start(
                pipeline,
                JobOptions.parallelism(1),
                job -> Pages.add(Http.on(port), SurgeSystem.class, "surge")
                        .ingest("/requests", Ingest.into(requests, RideRequest.class))
                        .ingest("/positions", Ingest.into(positions, Position.class))
                        .ingest("/rules", Ingest.into(rules, PriceRule.class))
                        .view("/areas", job.view("areas", Area.class, Price.class), Area.class)
                        .events("/prices", shown));
    }
}
