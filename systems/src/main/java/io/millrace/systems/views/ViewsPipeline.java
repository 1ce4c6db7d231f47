package io.millrace.systems.views;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;

import io.millrace.EventStream;
import io.millrace.state.Ttl;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;

/** What is made of plays. */
final class ViewsPipeline {

    static final Duration MINUTE = Duration.ofMinutes(1);

    /** How long a play may be late and still corrects its minute. */
    static final Duration LATENESS = Duration.ofMinutes(10);

    /** How long a minute is remembered: no play may come for one that is so far behind. */
    static final Duration KEPT = LATENESS.plusMinutes(2);

    static final int TOP = 10;

    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private ViewsPipeline() {}

    // tag::views
    static EventStream<Minute> minutes(EventStream<Play> plays) {
        Table<TitleMinute.Slot, TitleMinute> titles = plays.timestamps(
                        Timestamps.millis(Play::millis), Watermarks.boundedOutOfOrderness(OUT_OF_ORDERNESS))
                .keyBy(Play::title, String.class)
                .window(Windows.tumbling(MINUTE))
                .allowedLateness(LATENESS)
                .aggregate("plays per minute", count(), Emit.every(TOLD_EVERY))
                .keyBy(WindowResult::key, String.class)
                .process("against the minute before", AgainstBefore::new)
                .typed(TitleMinute.class)
                .keyBy(TitleMinute::slot, TitleMinute.Slot.class)
                .join(Tables.latest("titles", TitleMinute.class, Ttl.eventTime(KEPT)));
        return titles.groupBy(TitleMinute::minute, Long.class)
                .every(Duration.ofSeconds(1))
                .aggregate(
                        "minutes",
                        allOf(
                                sumLong(TitleMinute::plays),
                                sumLong(TitleMinute::late),
                                topN(TOP, TitleMinute::plays),
                                topN(TOP, TitleMinute::rise),
                                Minute.Charts::new))
                .changes()
                .filter(Minute::hasMore)
                .map(Minute::of);
    }
    // end::views
}
