package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables from streams, their changes, and what is refused. */
class TablesTest {

    record Profile(String tier, int age) {}

    record Edit(String user, Profile after, long time) {}

    record Visit(String user, String page) {}

    record Seen(String page, Profile profile) {}

    private final PushSource<Edit> edits = Sources.push(100);
    private final PushSource<Visit> visits = Sources.push(100);
    private final Pipeline pipeline = Pipeline.create("tables");

    private Table<String, Profile> profiles() {
        return pipeline.source("edits", edits)
                .keyBy(Edit::user)
                .join(Tables.upserts("profiles", Edit::after, Profile.class));
    }

    private static EventStream<Edit> timed(EventStream<Edit> edits) {
        return edits.timestamps(Timestamps.millis(Edit::time), Watermarks.ascending());
    }

    private Simulation settled() {
        return Simulation.of(pipeline).seed(3).settle();
    }

    private static TableChange<String, Profile> change(String user, Profile before, Profile after) {
        return new TableChange<>(user, before, after);
    }

    @Test
    void shouldTellOfEachKeyWhatItWasAndWhatItIs() {
        profiles().changes().to("out", Sinks.discard());
        Simulation simulation = settled();
        Profile gold = new Profile("gold", 30);
        Profile silver = new Profile("silver", 30);
        edits.emit(new Edit("ada", gold, 0));
        edits.emit(new Edit("ada", new Profile("gold", 30), 0));
        edits.emit(new Edit("ada", silver, 0));
        edits.emit(new Edit("bob", null, 0));
        edits.emit(new Edit("ada", null, 0));
        edits.emit(new Edit("ada", null, 0));
        edits.emit(new Edit("ada", gold, 0));
        assertThat(simulation.settle().output("out"))
                .containsExactly(
                        change("ada", null, gold),
                        change("ada", gold, silver),
                        change("ada", silver, null),
                        change("ada", null, gold));
    }

    @Test
    void shouldJoinEventsWithWhatTheirKeyHasByThen() {
        Table<String, Profile> profiles = profiles();
        EventStream<Visit> all = pipeline.source("visits", visits);
        all.keyBy(Visit::user)
                .join(profiles.latest())
                .inner("seen", (visit, profile) -> new Seen(visit.page(), profile))
                .to("inner", Sinks.discard());
        all.keyBy(Visit::user)
                .join(profiles.latest())
                .left("seen by anyone", (visit, profile) -> new Seen(visit.page(), profile))
                .to("left", Sinks.discard());
        Simulation simulation = settled();
        Profile gold = new Profile("gold", 30);
        visits.emit(new Visit("ada", "early"));
        simulation.settle();
        edits.emit(new Edit("ada", gold, 0));
        simulation.settle();
        visits.emit(new Visit("ada", "home"));
        visits.emit(new Visit("bob", "home"));
        simulation.settle();
        edits.emit(new Edit("ada", null, 0));
        simulation.settle();
        visits.emit(new Visit("ada", "gone"));
        simulation.settle();
        assertThat(simulation.output("inner")).containsExactly(new Seen("home", gold));
        assertThat(simulation.output("left"))
                .containsExactlyInAnyOrder(
                        new Seen("early", null),
                        new Seen("home", gold),
                        new Seen("home", null),
                        new Seen("gone", null));
    }

    @Test
    void shouldNotHoldWindowsUpWhileTheTableIsSilent() {
        Table<String, Profile> profiles = profiles();
        PushSource<Edit> events = Sources.push(100);
        timed(pipeline.source("events", events))
                .keyBy(Edit::user)
                .join(profiles.latest())
                .left("joined", (edit, profile) -> edit)
                .keyBy(Edit::user)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("count", Aggregates.count())
                .map(result -> result.value())
                .to("out", Sinks.discard());
        Simulation simulation = settled();
        events.emit(new Edit("ada", null, 1));
        events.emit(new Edit("ada", null, 15));
        assertThat(simulation.settle().output("out")).containsExactly(1L);
    }

    @Test
    void shouldDeleteRowsWhoseTimeIsOverAndSaySo() {
        timed(pipeline.source("edits", edits))
                .keyBy(Edit::user)
                .join(Tables.latest("last edits", Edit.class, Ttl.eventTime(Duration.ofMillis(10))))
                .changes()
                .map(change -> change.key() + " " + change.kind())
                .to("out", Sinks.discard());
        Simulation simulation = settled();
        edits.emit(new Edit("ada", null, 0));
        edits.emit(new Edit("bob", null, 5));
        edits.emit(new Edit("ada", null, 9));
        edits.emit(new Edit("cid", null, 16));
        assertThat(simulation.settle().output("out"))
                .containsExactlyInAnyOrder("ada INSERT", "bob INSERT", "ada UPDATE", "cid INSERT", "bob DELETE");
        edits.complete();
        assertThat(simulation.run().output("out"))
                .as("nothing ends with the data")
                .hasSize(5);
    }

    @Test
    void shouldDeleteRowsByTheClock() {
        pipeline.source("edits", edits)
                .keyBy(Edit::user)
                .join(Tables.latest("last edits", Edit.class, Ttl.processingTime(Duration.ofSeconds(10))))
                .changes()
                .map(change -> change.key() + " " + change.kind())
                .to("out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).seed(3).steadyClock().settle();
        edits.emit(new Edit("ada", null, 0));
        simulation.settle().advance(Duration.ofSeconds(9));
        assertThat(simulation.settle().output("out")).containsExactly("ada INSERT");
        simulation.advance(Duration.ofSeconds(2));
        assertThat(simulation.settle().output("out")).containsExactly("ada INSERT", "ada DELETE");
    }

    @Test
    void shouldRefuseATtlThatReadingRefreshes() {
        Ttl ttl = Ttl.eventTime(Duration.ofMillis(10)).refreshedOnRead();
        assertThatThrownBy(() -> Tables.latest("edits", Edit.class, ttl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'edits'", "refreshedOnRead()");
    }

    @Test
    void shouldTellOnceAnInterval() {
        timed(pipeline.source("edits", edits))
                .keyBy(Edit::user)
                .join(Tables.upserts("profiles", Edit::after, Profile.class))
                .changes()
                .every(Duration.ofMillis(10))
                .to("out", Sinks.discard());
        Simulation simulation = settled();
        Profile gold = new Profile("gold", 30);
        Profile silver = new Profile("silver", 30);
        edits.emit(new Edit("ada", gold, 1));
        edits.emit(new Edit("ada", silver, 2));
        edits.emit(new Edit("bob", gold, 3));
        edits.emit(new Edit("bob", null, 9));
        edits.emit(new Edit("ada", gold, 10));
        assertThat(simulation.settle().output("out")).containsExactly(change("ada", null, silver));
        edits.emit(new Edit("ada", null, 19));
        edits.complete();
        assertThat(simulation.run().output("out"))
                .containsExactly(change("ada", null, silver), change("ada", silver, null));
    }

    @Test
    void shouldHaveWindowsRefuseChangesUnlessTheyAreMeant() {
        Table<String, Profile> profiles = timed(pipeline.source("edits", edits))
                .keyBy(Edit::user)
                .join(Tables.upserts("profiles", Edit::after, Profile.class));
        var perKey = profiles.changes()
                .keyBy(TableChange::key, String.class)
                .window(Windows.tumbling(Duration.ofSeconds(1)));
        perKey.updatesAreMeant().aggregate("meant", Aggregates.count()).to("meant out", Sinks.discard());
        pipeline.graph();
        perKey.aggregate("not meant", Aggregates.count()).to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll("'not meant'", "'profiles'", "what that tells of a key", ".updatesAreMeant()")
                .hasMessageNotContaining("finalOnly");
    }

    @Test
    void shouldLetResultsOfJoinsWithTablesBeCounted() {
        Table<String, Profile> profiles = profiles();
        timed(pipeline.source("events", Sources.of(new Edit("ada", null, 1))))
                .keyBy(Edit::user)
                .join(profiles.latest())
                .left("joined", (edit, profile) -> edit)
                .keyBy(Edit::user)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("count", Aggregates.count())
                .to("out", Sinks.discard());
        assertThat(pipeline.graph().text()).contains("table left join 'joined'");
        Simulation.of(pipeline);
    }

    @Test
    void shouldRefuseIncrements() {
        timed(pipeline.source("edits", edits))
                .keyBy(Edit::user)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("count", Aggregates.count(), Emit.everyEvents(2).discarding())
                .keyBy(result -> result.key(), String.class)
                .join(Tables.upserts("counts", result -> result.value(), Long.class))
                .changes()
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll("'counts'", "'count'");
    }

    @Test
    void shouldTellWhatToDoWhereATypeIsNotKnown() {
        Table<String, Object> unknown = profiles().map(profile -> (Object) profile);
        assertThatThrownBy(() -> unknown.groupBy(Object::toString).aggregate("all", Aggregates.collect()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'all'", ".typed(Row.class)");
        unknown.join(profiles2())
                .inner("joined", (left, right) -> right)
                .changes()
                .to("out", Sinks.discard());
        assertThatThrownBy(() ->
                        Simulation.of(pipeline).snapshots(Duration.ofMillis(1)).settle())
                .hasMessageContainingAll("'joined'", "the rows of the left table", "declare it");
    }

    private Table<String, Profile> profiles2() {
        return pipeline.source("more edits", Sources.of(new Edit("ada", null, 1)))
                .keyBy(Edit::user)
                .join(Tables.upserts("more profiles", Edit::after, Profile.class));
    }

    @Test
    void shouldNameTheOperatorAndTheKeyWhenAFunctionFails() {
        profiles().changes().to("unused", Sinks.discard());
        Table<String, Profile> table = profiles2();
        table.join(table)
                .inner("self", (left, right) -> (Profile) null)
                .changes()
                .to("out", Sinks.discard());
        edits.complete();
        Pipeline other = Pipeline.create("other");
        other.source("edits", Sources.of(new Edit("ada", new Profile("gold", 1), 1)))
                .keyBy(Edit::user)
                .join(Tables.upserts("profiles", Edit::after, Profile.class))
                .groupBy(profile -> (String) null)
                .aggregate("tiers", Aggregates.count())
                .changes()
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(other).run())
                .isInstanceOf(SimulationException.class)
                .hasStackTraceContaining("groupBy returned null")
                .hasStackTraceContaining("ada");
    }

    @Test
    void shouldSayAloudThatNothingBoundsATable() {
        profiles();
        assertThat(pipeline.graph().nodes())
                .filteredOn(node -> "profiles".equals(node.name()))
                .allMatch(node -> node.logic().caution().orElse("").contains("Ttl"));
        assertThat(List.of(pipeline.graph().text())).allMatch(text -> text.contains("table 'profiles'"));
    }
}
