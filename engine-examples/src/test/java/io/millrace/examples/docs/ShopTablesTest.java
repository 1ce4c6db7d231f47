package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.examples.docs.ShopTables.Edit;
import io.millrace.examples.docs.ShopTables.Order;
import io.millrace.examples.docs.ShopTables.Placed;
import io.millrace.examples.docs.ShopTables.Profile;
import io.millrace.examples.docs.ShopTables.Region;
import io.millrace.examples.docs.ShopTables.RegionEdit;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of the guide about tables give what the guide says. */
class ShopTablesTest {

    private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");

    @Test
    void shouldPriceOrdersByTheTierOfTheirTime() {
        Seeds.check(20, seed -> {
            Simulation simulation =
                    Simulation.of(ShopTables.pipeline()).seed(seed).run();
            assertThat(simulation.output("priced out"))
                    .containsExactlyInAnyOrder("ada silver", "ada gold", "bob nobody");
            Map<Object, Object> tiers = new HashMap<>();
            for (Object each : simulation.output("users by tier out")) {
                TableChange<?, ?> change = (TableChange<?, ?>) each;
                tiers.put(change.key(), change.after());
            }
            assertThat(tiers).containsEntry("silver", null).containsEntry("gold", 1L);
        });
    }

    @Test
    void shouldFollowRegionsAndWhoNamesThem() throws Exception {
        PushSource<Edit> edits = Sources.push(10);
        PushSource<RegionEdit> regions = Sources.push(10);
        Pipeline pipeline = Pipeline.create("placed");
        Table<String, Profile> profiles = ShopTables.profiles(pipeline.source("edits", edits));
        ShopTables.placed(profiles, pipeline.source("region edits", regions))
                .changes()
                .to("out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).seed(1).settle();
        Profile north = new Profile("gold", "n");
        Profile south = new Profile("gold", "s");
        edits.emit(new Edit("ada", north, START));
        simulation.settle();
        regions.emit(new RegionEdit("n", new Region("North", 0.1)));
        simulation.settle();
        edits.emit(new Edit("ada", south, START));
        simulation.settle();
        assertThat(simulation.output("out"))
                .containsExactly(
                        new TableChange<>("ada", null, new Placed(north, null)),
                        new TableChange<>("ada", new Placed(north, null), new Placed(north, new Region("North", 0.1))),
                        new TableChange<>("ada", new Placed(north, new Region("North", 0.1)), new Placed(south, null)));
    }

    @Test
    void shouldTellOnceAMinuteAndCountEditsWhereThatIsMeant() {
        Pipeline pipeline = Pipeline.create("minutes");
        Table<String, Profile> profiles = ShopTables.profiles(ShopTables.edits(
                pipeline,
                new Edit("ada", new Profile("silver", "n"), START),
                new Edit("ada", new Profile("gold", "n"), START.plusSeconds(20)),
                new Edit("ada", null, START.plusSeconds(70))));
        ShopTables.onceAMinute(ShopTables.usersByTier(profiles)).to("tiers", Sinks.discard());
        ShopTables.editsPerHour(profiles).to("edits out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).run();
        assertThat(simulation.output("tiers"))
                .containsExactly(new TableChange<>("gold", null, 1L), new TableChange<>("gold", 1L, null));
        assertThat(simulation.output("edits out")).containsExactly("ada 3");
    }

    @Test
    void shouldJoinWithWhatIsThereByThen() {
        Pipeline pipeline = Pipeline.create("now");
        EventStream<Order> orders = ShopTables.orders(pipeline, new Order("ada", 1, START));
        ShopTables.pricedNow(orders, ShopTables.profiles(ShopTables.edits(pipeline)))
                .map(priced -> priced.order().user() + " " + priced.profile())
                .to("out", Sinks.discard());
        ShopTables.lastOrders(orders).changes().map(TableChange::kind).to("kinds", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).run();
        assertThat(simulation.output("out")).isEqualTo(List.of("ada null"));
        assertThat(simulation.output("kinds")).isEqualTo(List.of(TableChange.Kind.INSERT));
    }
}
