package io.millrace.examples.docs;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.SplitStream;
import io.millrace.Timely;
import io.millrace.Timely.Deduped;
import io.millrace.Timely.Limited;
import io.millrace.sink.Sinks;
import io.millrace.source.OnFull;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An auction house, by small verbs. */
public final class SmallVerbs {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private SmallVerbs() {}

    // tag::events
    sealed interface Event permits Bid, Listing {
        Instant time();
    }

    record Bid(String id, String item, String bidder, double price, Instant time) implements Event {}

    sealed interface Listing extends Event permits Opened, Withdrawn {}

    record Opened(String item, Instant time) implements Listing {}

    record Withdrawn(String item, Instant time) implements Listing {}
    // end::events

    record Tick(String symbol, double price) {}

    static Pipeline pipeline(List<Event> all) {
        Pipeline pipeline = Pipeline.create("auctions");
        EventStream<Event> events = pipeline.source("events", Sources.collection(all))
                .typed(Event.class)
                .timestamps(Event::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .typed(Event.class);

        // tag::split
        SplitStream<Event> split = events.split();
        EventStream<Bid> bids = split.take(Bid.class);
        EventStream<Opened> opened = split.take(Opened.class);
        EventStream<Withdrawn> withdrawn = split.take(Withdrawn.class);
        // end::split

        // tag::merge
        EventStream<Listing> listings = pipeline.merge(opened, withdrawn);
        Timely<Event> inOrder = pipeline.mergeByTime("in order", bids, listings);
        // end::merge
        inOrder.to("log", Sinks.discard());

        // tag::dedup
        Deduped<Bid> once = bids.keyBy(Bid::id).dedup("bids once", Duration.ofMinutes(10));
        once.duplicates().to("sent twice", Sinks.discard());
        once.late().to("too late", Sinks.discard());
        // end::dedup

        // tag::at-most
        Limited<Bid> calm = once.keyBy(Bid::bidder).atMost("calm bidders", 3, Duration.ofMinutes(1));
        calm.over().to("hasty", Sinks.discard());
        // end::at-most

        // tag::order
        Timely<Bid> ordered = calm.keyBy(Bid::item).reorder("bids in order");
        Timely<Bid> settled = calm.keyBy(Bid::item).debounce("last for now", Duration.ofSeconds(30));
        Timely<Bid> prices = calm.keyBy(Bid::item).sample("a price a minute", Duration.ofMinutes(1));
        // end::order
        ordered.to("ordered", Sinks.discard());
        settled.to("settled", Sinks.discard());

        // tag::batch
        prices.throttle(100, Duration.ofSeconds(1))
                .batch("batches", 500, Duration.ofSeconds(2))
                .to("rows", Sinks.blockingCallback(SmallVerbs::insert));
        // end::batch
        return pipeline;
    }

    private static void insert(List<Bid> rows) {
        System.out.println("insert " + rows.size() + " rows");
    }

    static PushSource<Tick> ticks() {
        // tag::push
        PushSource<Tick> ticks = Sources.push(1_024, OnFull.conflate(Tick::symbol));
        // end::push
        return ticks;
    }

    /** Some events, among them a bid that was sent twice, and a bidder in a hurry. */
    static List<Event> events() {
        return List.of(
                new Opened("vase", at(0)),
                new Bid("b1", "vase", "ada", 10, at(2)),
                new Bid("b2", "vase", "bob", 12, at(1)),
                new Bid("b1", "vase", "ada", 10, at(2)),
                new Bid("b3", "vase", "ada", 13, at(3)),
                new Bid("b4", "vase", "ada", 14, at(4)),
                new Bid("b5", "vase", "ada", 15, at(5)),
                new Bid("b6", "vase", "bob", 20, at(100)),
                new Withdrawn("vase", at(120)));
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
