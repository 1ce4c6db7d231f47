package io.millrace.window.golden;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A job with windows and state of every kind, whose results depend on what is in its snapshots. Later versions of the
 * engine have to run it: what is to be added comes behind what is there, under a name of its own, and in a directory of
 * snapshots of its own.
 */
final class GoldenJob {

    static final int EVENTS = 220;
    static final double EVENTS_PER_SECOND = 100;

    private final Pipeline pipeline = Pipeline.create("golden");
    private final KeyedStream<String, Trade> byUser;

    private GoldenJob() {
        EventStream<Trade> trades = pipeline.source(
                        "trades", Sources.generate(Trade::of).count(EVENTS).rate(EVENTS_PER_SECOND))
                .timestamps(Trade::time, Watermarks.ascending());
        byUser = trades.keyBy(Trade::user, String.class);
    }

    static Pipeline pipeline() {
        GoldenJob job = new GoldenJob();
        job.addLedger();
        job.addAligned();
        job.addOthers();
        return job.pipeline;
    }

    private void addLedger() {
        byUser.process("ledger", Ledger::new).to("ledger-lines", Sinks.discard());
    }

    private void addAligned() {
        add("tumbling", Windows.tumbling(ofMillis(700)), Aggregates.count(), Emit.atEnd());
        add("tumbling-first", Windows.tumbling(ofMillis(900)), Aggregates.collect(), Emit.whenFirst(l -> l.size() > 2));
        add("tumbling-update", Windows.tumbling(ofMillis(800)), Aggregates.sumLong(Trade::number), Emit.onUpdate());
        add("sliding", Windows.sliding(ofMillis(900), ofMillis(300)), sum(), Emit.atEnd());
        add("sliding-most", Windows.sliding(ofMillis(1000), ofMillis(250)), most(), Emit.atEnd());
        add("cumulative", Windows.cumulative(ofMillis(1200), ofMillis(400)), Aggregates.first(), Emit.atEnd());
        add("daily", Windows.daily(ZoneOffset.UTC), Aggregates.average(Trade::amount), Emit.atEnd());
    }

    private void addOthers() {
        add("session", Windows.session(ofMillis(110)), Aggregates.last(), Emit.atEnd());
        add(
                "session-gaps",
                Windows.sessionWithGap(trade -> ofMillis(60 + trade.number() % 5 * 30)),
                Aggregates.distinct(Trade::kind),
                Emit.atEnd());
        add("global", Windows.global(), Aggregates.variance(Trade::amount), Emit.everyEvents(4));
        add("count", Windows.count(7), Aggregates.groupingBy(Trade::kind, Aggregates.count()), Emit.atEnd());
        add("count-sliding", Windows.countSliding(6, 2), Aggregates.topN(2, byAmount()), Emit.atEnd());
        add("trailing", Windows.trailing(ofMillis(400)), Aggregates.averageLong(Trade::number), Emit.onUpdate());
        add(
                "percentiles",
                Windows.tumbling(ofMillis(1100)),
                Aggregates.percentiles(Trade::amount, 0.5, 0.9),
                Emit.atEnd());
        add(
                "several",
                Windows.tumbling(ofMillis(1300)),
                Aggregates.allOf(
                        Aggregates.countDistinct(Trade::kind),
                        Aggregates.min(Trade::amount),
                        (kinds, least) -> kinds + " " + least),
                Emit.atEnd());
    }

    private static Aggregate<Trade, ?, Double> sum() {
        return Aggregates.sumDouble(Trade::amount);
    }

    private static Aggregate<Trade, ?, Double> most() {
        return Aggregates.maxDouble(Trade::amount);
    }

    private static Comparator<Trade> byAmount() {
        return Comparator.comparingDouble(Trade::amount).thenComparing(Trade::number);
    }

    private <R> void add(
            String name,
            KeyedExtension<String, Trade, WindowedStream<String, Trade>> windows,
            Aggregate<? super Trade, ?, R> aggregate,
            Emit<? super R> emit) {
        byUser.window(windows)
                .aggregate(name, aggregate, emit)
                .map(GoldenJob::line)
                .to(name + "-lines", Sinks.discard());
    }

    private static String line(WindowResult<String, ?> result) {
        return result.id() + " " + text(result.value());
    }

    /** Numbers with as many digits as every machine agrees on. */
    private static String text(Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%.6f", number);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> texts = new TreeMap<>();
            map.forEach((key, each) -> texts.put(text(key), text(each)));
            return texts.toString();
        }
        return value instanceof Set<?> set
                ? set.stream().map(GoldenJob::text).sorted().toList().toString()
                : String.valueOf(value);
    }
}
