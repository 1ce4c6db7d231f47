package io.millrace.flink;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.sumLong;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.BroadcastStream;
import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.join.Joined;
import io.millrace.join.Joins;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.Errors;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.SideOutput;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pipelines whose results do not depend on the order in which tasks run. Each sink is a file in a directory. */
final class Programs {

    private Programs() {}

    /** What the events are read from. */
    interface Feed {
        Source<Event> of(List<Event> events);
    }

    /** A pipeline, by where its files are. */
    interface Program {
        Pipeline pipeline(List<Event> events, Path out, Feed feed);
    }

    private static EventStream<Event> source(Pipeline pipeline, String name, List<Event> events, Feed feed) {
        return pipeline.source(name, feed.of(events))
                .typed(Event.class)
                .timestamps(Event::time, Watermarks.boundedOutOfOrderness(ofSeconds(2)))
                .typed(Event.class);
    }

    private static void to(EventStream<?> stream, String name, Path out) {
        stream.map(Object::toString).to(name, Sinks.lines(out.resolve(name)));
    }

    static Pipeline stateless(List<Event> events, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("stateless");
        EventStream<Event> stream = source(pipeline, "in", events, feed);
        to(stream.filter(event -> event.value() % 3 == 0).map(event -> event.seq() * 2), "doubled", out);
        EventStream<Event> turns = stream.rebalance().filter(event -> event.value() > 10);
        to(turns.flatMap(event -> List.of(event.key(), event.seq())), "flat", out);
        to(turns.merge(stream.filter(event -> event.value() < 5)), "merged", out);
        return pipeline;
    }

    static Pipeline windows(List<Event> events, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("windows");
        KeyedStream<String, Event> keyed = source(pipeline, "in", events, feed).keyBy(Event::key);
        WindowedResults<String, Event, Long> tumbling =
                keyed.window(Windows.tumbling(ofSeconds(5))).aggregate("tumbling", count());
        to(tumbling, "tumbling.txt", out);
        to(tumbling.late(), "late.txt", out);
        to(
                keyed.window(Windows.sliding(ofSeconds(10), ofSeconds(3)))
                        .aggregate("sliding", averageLong(Event::value)),
                "sliding.txt",
                out);
        to(
                keyed.window(Windows.session(ofSeconds(3)))
                        .allowedLateness(ofSeconds(5))
                        .aggregate("sessions", allOf(count(), sumLong(Event::value), Sum::new)),
                "sessions.txt",
                out);
        to(
                keyed.window(Windows.trailing(ofSeconds(4)))
                        .aggregate("trailing", count(), Emit.whenFirst(some -> some > 3)),
                "trailing.txt",
                out);
        to(keyed.window(Windows.count(7)).aggregate("sevens", sumLong(Event::value)), "sevens.txt", out);
        to(
                keyed.window(Windows.global())
                        .aggregate("all", distinct(Event::value))
                        .map(all -> all.value().size()),
                "all.txt",
                out);
        to(
                tumbling.map(each -> each.value())
                        .keyBy(each -> each % 4, Long.class)
                        .window(Windows.tumbling(ofSeconds(20)))
                        .updatesAreMeant()
                        .aggregate("again", count()),
                "again.txt",
                out);
        return pipeline;
    }

    record Sum(long count, long sum) {}

    /** Counts, and tells when a key was silent. */
    static final class Silence extends KeyedProcess<String, Event, String> {

        static final SideOutput<Event> LARGE = SideOutput.of("large", Event.class);

        private final ValueState<Long> count = value("count", Long.class);
        private final ValueState<Instant> last = value("last", Instant.class);
        private final Timer silent = eventTimer("silent", this::onSilence);

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            count.set(count.getOr(0L) + event.value());
            if (last.get() == null || event.time().isAfter(last.get())) {
                last.set(event.time());
                silent.set(event.time().plusSeconds(3));
            }
            if (event.value() > 950) {
                context.emit(LARGE, event);
            }
            out.emit(event.key() + " " + event.seq() + " " + count.get());
        }

        private void onSilence(KeyedContext<String> context, Emitter<String> out) {
            out.emit(context.key() + " silent since " + last.get() + " at " + count.get());
        }
    }

    static Pipeline processed(List<Event> events, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("processed");
        EventStream<String> told =
                source(pipeline, "in", events, feed).keyBy(Event::key).process("silence", Silence::new);
        to(told, "told.txt", out);
        to(told.sideOutput(Silence.LARGE), "large.txt", out);
        return pipeline;
    }

    static Pipeline letters(List<Event> events, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("letters");
        to(
                source(pipeline, "in", events, feed)
                        .map(event -> 1_000 / (event.value() % 5))
                        .named("divide")
                        .onError(Errors.deadLetter()),
                "quotients.txt",
                out);
        to(pipeline.deadLetters().map(letter -> letter.event()), "letters.txt", out);
        return pipeline;
    }

    /** Adds the values of the other stream up to the time of an event. */
    static final class Adding extends ConnectedProcess<String, Event, Event, String> {

        private final ValueState<Long> sum = value("sum", Long.class);

        @Override
        protected void left(Event event, KeyedContext<String> context, Emitter<String> out) {
            out.emit(event.seq() + " " + sum.getOr(0L));
        }

        @Override
        protected void right(Event event, KeyedContext<String> context, Emitter<String> out) {
            sum.set(sum.getOr(0L) + event.value());
        }
    }

    /** Compares events with the latest limit. */
    static final class Limits extends RulesProcess<String, Event, Event, String> {

        private final MapState<String, Long> limits = shared("limits", String.class, Long.class);

        @Override
        protected void rule(Event rule, RuleContext context) {
            limits.put("limit", rule.value());
        }

        @Override
        protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
            Long limit = limits.get("limit");
            out.emit(event.seq() + " " + (limit == null || event.value() > limit));
        }
    }

    static List<Event> every(List<Event> events, int each, int first) {
        return events.stream().filter(event -> event.seq() % each == first).toList();
    }

    /** Where streams meet, what is late depends on how far each has come. */
    static List<Event> inTime(List<Event> events) {
        List<Event> inTime = new ArrayList<>();
        Instant newest = Instant.MIN;
        for (Event event : events) {
            newest = event.time().isAfter(newest) ? event.time() : newest;
            if (event.time().plusMillis(1_900).isAfter(newest)) {
                inTime.add(event);
            }
        }
        return inTime;
    }

    static Pipeline meeting(List<Event> all, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("meeting");
        List<Event> events = inTime(all);
        EventStream<Event> left = source(pipeline, "left", every(events, 2, 0), feed);
        EventStream<Event> right = source(pipeline, "right", every(events, 2, 1), feed);
        EventStream<Event> rare = source(pipeline, "rare", every(events, 40, 0), feed);
        Joined<Event, Event, String> joined = left.keyBy(Event::key)
                .join(Joins.with(right.keyBy(Event::key)).within(ofMillis(-500), ofMillis(700)))
                .left("joined", (one, other) -> one.seq() + " " + (other == null ? "alone" : other.seq()));
        to(joined, "joined.txt", out);
        to(
                left.keyBy(Event::key)
                        .connect(right.keyBy(Event::key))
                        .inEventTimeOrder()
                        .process("adding", Adding::new),
                "connected.txt",
                out);
        BroadcastStream<Event> limits = rare.broadcast();
        to(
                right.keyBy(Event::key)
                        .connect(limits)
                        .inEventTimeOrder(Duration.ofDays(1))
                        .process("limits", Limits::new),
                "ruled.txt",
                out);
        Table<String, Event> latest = left.keyBy(Event::key).join(Tables.latest("latest", Event.class));
        to(
                right.keyBy(Event::key)
                        .join(latest.asOfEventTime(ofSeconds(30)))
                        .left("as of", (event, row) -> event.seq() + " " + (row == null ? "none" : row.seq())),
                "as-of.txt",
                out);
        return pipeline;
    }

    static Pipeline calling(List<Event> events, Path out, Feed feed) {
        Pipeline pipeline = Pipeline.create("calling");
        to(
                source(pipeline, "in", events, feed)
                        .mapBlocking("score", event -> event.key() + " " + event.value() * 2)
                        .inFlight(8)
                        .timeout(ofSeconds(30)),
                "scores.txt",
                out);
        return pipeline;
    }
}
