package io.millrace.systems.analytics;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.source.Source;
import io.millrace.systems.common.Client;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Windows;
import java.time.Duration;

/** What is made of hits. */
final class AnalyticsPipeline {

    /** The node that takes hits in. */
    static final String HITS = "hits";

    static final String ARCHIVE = "archive";
    static final String KEPT = "kept";
    static final String SECONDS = "seconds";
    static final String PAGES = "pages";
    static final String VISITS = "visits";

    /** Nothing is waited for that is told later. */
    static final Duration TOLD_WITHIN = Duration.ofMillis(500);

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    /** Who has not been seen for so long has gone. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** So many seconds are shown. */
    static final int SHOWN = 300;

    static final int TOP = 10;

    private AnalyticsPipeline() {}

    static Pipeline of(Source<Hit> source, int readers, Sink<? super Hit> archive, Sink<? super String> kept) {
        Pipeline pipeline = Pipeline.create("analytics");
        // tag::analytics
        EventStream<Hit> hits = pipeline.source(HITS, source)
                .parallelism(readers)
                .timestamps(Timestamps.millis(Hit::millis), Watermarks.boundedOutOfOrderness(TOLD_WITHIN));
        hits.to(ARCHIVE, archive);

        EventStream<Period> seconds = totals("countries", hits.keyBy(Hit::country, String.class), SECOND);
        seconds.keyBy(Period::slot, Integer.class).view(SECONDS, second -> second, Period.class);
        seconds.map(Client.JSON::writeValueAsString).to(KEPT, kept);

        totals("articles", hits.keyBy(Hit::page, String.class), TEN_SECONDS)
                .keyBy(Period::slot, Integer.class)
                .view(PAGES, period -> period, Period.class);

        hits.keyBy(Hit::visitor, Long.class)
                .window(Windows.session(PAUSE))
                .aggregate("sessions", count())
                .map(Visits.Visit::of)
                .keyBy(Visits.Visit::second, Long.class)
                .window(Windows.tumbling(SECOND))
                .aggregate(
                        "sessions that end",
                        allOf(count(), sumLong(Visits.Visit::hits), sumLong(Visits.Visit::millis), Visits.Totals::new))
                .map(Visits::of)
                .keyBy(Visits::slot, Integer.class)
                .view(VISITS, visits -> visits, Visits.class);
        // end::analytics
        return pipeline;
    }

    // tag::totals
    private static EventStream<Period> totals(String name, KeyedStream<String, Hit> hits, Duration length) {
        return hits.window(Windows.tumbling(length))
                .aggregate(name, allOf(count(), filtering(Hit::failed, count()), sumLong(Hit::took), Share.Load::new))
                .map(Share::of)
                .typed(Share.class)
                .keyBy(Share::begin, Long.class)
                .window(Windows.tumbling(length))
                .aggregate(
                        "all " + name,
                        allOf(
                                sumLong(Share::hits),
                                sumLong(Share::failed),
                                sumLong(Share::took),
                                topN(TOP, Share::hits),
                                Period.Totals::new))
                .map(Period::of);
    }
    // end::totals

    /** Where a time is shown: whatever is older than five minutes gives way. */
    static int slot(long millis) {
        return (int) (second(millis) / SECOND.toMillis() % SHOWN);
    }

    /** The first millisecond of its second. */
    static long second(long millis) {
        return Math.floorDiv(millis, SECOND.toMillis()) * SECOND.toMillis();
    }
}
