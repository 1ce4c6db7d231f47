package io.millrace.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.SplitStream;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams divided by type, and put together. */
class SplitAndMergeTest {

    sealed interface Event permits Bid, Listing {}

    record Bid(int price) implements Event {}

    sealed interface Listing extends Event permits Auction, Withdrawal {}

    record Auction(String item) implements Listing {}

    record Withdrawal(String item) implements Listing {}

    private static final List<Event> EVENTS = List.of(
            new Bid(1), new Auction("a"), new Bid(2), new Withdrawal("a"), new Bid(3), new Auction("b"), new Bid(4));

    private final Pipeline pipeline = Pipeline.create("auctions");
    private final EventStream<Event> events =
            pipeline.source("events", Sources.collection(EVENTS)).typed(Event.class);

    @Test
    void shouldKeepTheEventsOfAType() {
        events.ofType(Bid.class).map(Bid::price).to("prices", Sinks.discard());
        events.ofType(Listing.class).to("listings", Sinks.discard());

        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("prices")).isEqualTo(List.of(1, 2, 3, 4));
            assertThat(run.output("listings"))
                    .isEqualTo(List.of(new Auction("a"), new Withdrawal("a"), new Auction("b")));
        });
        assertThat(pipeline.graph().text()).contains("ofType, type Bid");
    }

    @Test
    void shouldSendEachEventToTheFirstThatTakesIt() {
        SplitStream<Event> split = events.split();
        split.take(event -> event instanceof Bid bid && bid.price() > 3).to("dear", Sinks.discard());
        split.take(Bid.class).map(Bid::price).to("prices", Sinks.discard());
        split.take(Auction.class).to("auctions", Sinks.discard());
        split.rest().to("rest", Sinks.discard());

        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("dear")).isEqualTo(List.of(new Bid(4)));
            assertThat(run.output("prices")).isEqualTo(List.of(1, 2, 3));
            assertThat(run.output("auctions")).isEqualTo(List.of(new Auction("a"), new Auction("b")));
            assertThat(run.output("rest")).isEqualTo(List.of(new Withdrawal("a")));
        });
        assertThat(pipeline.graph().text()).contains("split, takes a condition, Bid, Auction");
    }

    @Test
    void shouldNeedNoRestWhenAllSubtypesAreTaken() {
        SplitStream<Event> split = events.split();
        split.take(Bid.class).to("bids", Sinks.discard());
        split.take(Listing.class).to("listings", Sinks.discard());

        Simulation run = Simulation.of(pipeline).run();

        assertThat(run.output("bids").size() + run.output("listings").size()).isEqualTo(EVENTS.size());
    }

    @Test
    void shouldNameTheSubtypesThatAreOverlooked() {
        SplitStream<Event> split = events.split();
        split.take(Bid.class).to("bids", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("split")
                .hasMessageContaining("overlooks Auction, Withdrawal: take them too, or read rest()");

        split.take(Auction.class).to("auctions", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContaining("overlooks Withdrawal: take it too, or read rest()");

        split.take(Withdrawal.class);
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContaining("nothing reads the stream of the split")
                .hasMessageContaining("takes Withdrawal");
    }

    @Test
    void shouldWantTheRestReadWhereNobodyKnowsAllThatMayCome() {
        SplitStream<Integer> numbers = pipeline.source("numbers", Sources.of(1, 2))
                .typed(Integer.class)
                .split();
        numbers.take(number -> number > 1).to("large", Sinks.discard());
        SplitStream<Object> unknown = pipeline.source("any", Sources.<Object>collection(List.of(1, "a")))
                .split();
        unknown.take(Integer.class).to("integers", Sinks.discard());
        events.to("events", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasMessageContaining("Integer is not sealed: read rest()")
                .hasMessageContaining("their type is not known (.typed(Class) says it): read rest()");
    }

    @Test
    void shouldRefuseToTakeWhatHasBeenTaken() {
        SplitStream<Event> split = events.split();
        split.take(Listing.class);

        assertThatThrownBy(() -> split.take(Auction.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "take(Auction.class) gets no event: all of them are taken by [Listing] before; take the more"
                                + " special type first");
    }

    @Test
    void shouldNameTheSplitAndTheEventWhenAConditionFails() {
        SplitStream<Event> split = events.split();
        split.take(event -> ((Bid) event).price() > 0).to("bids", Sinks.discard());
        split.rest().named("parting").to("rest", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .isInstanceOf(SimulationException.class)
                .hasRootCauseInstanceOf(ClassCastException.class)
                .cause()
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'parting'")
                .hasMessageContaining("Auction[item=a]");
    }

    @Test
    void shouldMergeStreamsOfSeveralTypes() {
        EventStream<Bid> bids = events.ofType(Bid.class);
        EventStream<Auction> auctions = events.ofType(Auction.class);
        EventStream<Withdrawal> withdrawals = events.ofType(Withdrawal.class);
        EventStream<Event> merged = pipeline.merge(bids, auctions, withdrawals);
        merged.to("all", Sinks.discard());
        // The type is known: it is the sealed one over all.
        SplitStream<Event> again = merged.split();
        again.take(Bid.class).to("bids", Sinks.discard());
        again.take(Listing.class).to("listings", Sinks.discard());

        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("all")).containsExactlyInAnyOrderElementsOf(EVENTS);
            assertThat(run.output("bids")).hasSize(4);
        });
    }

    @Test
    void shouldRefuseToMergeStreamsOfOtherPipelines() {
        EventStream<Integer> other = Pipeline.create("other").source("numbers", Sources.of(1));

        assertThatThrownBy(() -> pipeline.<Object>merge(events, other))
                .hasMessage("a stream of pipeline 'other' cannot be read in 'auctions': build both in one pipeline");
        List<EventStream<Event>> none = new ArrayList<>();
        none.add(null);
        assertThatThrownBy(() -> pipeline.merge(events, none.get(0))).hasMessage("a stream to merge must not be null");
    }
}
