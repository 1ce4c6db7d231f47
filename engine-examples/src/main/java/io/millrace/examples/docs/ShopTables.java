package io.millrace.examples.docs;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.table.AsOfJoined;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.time.Instant;

/** Tables of a shop: profiles and regions, kept by streams of changes, and orders that meet them. */
public final class ShopTables {

    private ShopTables() {}

    // tag::records
    record Profile(String tier, String region) {}

    /** What a profile has become; null when the user has gone. */
    record Edit(String user, Profile after, Instant time) {}

    record Order(String user, double amount, Instant time) {}

    record Region(String name, double discount) {}

    record RegionEdit(String id, Region after) {}

    record Priced(Order order, Profile profile) {}

    record Placed(Profile profile, Region region) {}
    // end::records

    private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");

    static EventStream<Edit> edits(Pipeline pipeline, Edit... edits) {
        return pipeline.source("edits", Sources.of(edits)).timestamps(Edit::time, Watermarks.ascending());
    }

    static EventStream<Order> orders(Pipeline pipeline, Order... orders) {
        return pipeline.source("orders", Sources.of(orders))
                .timestamps(Order::time, Watermarks.ascending())
                .typed(Order.class);
    }

    // tag::table
    static Table<String, Profile> profiles(EventStream<Edit> edits) {
        return edits.keyBy(Edit::user).join(Tables.upserts("profiles", Edit::after, Profile.class));
    }
    // end::table

    // tag::ttl
    static Table<String, Order> lastOrders(EventStream<Order> orders) {
        return orders.keyBy(Order::user)
                .join(Tables.latest("last orders", Order.class, Ttl.eventTime(Duration.ofDays(30))));
    }
    // end::ttl

    // tag::group
    static Table<String, Long> usersByTier(Table<String, Profile> profiles) {
        return profiles.filter(profile -> !profile.region().equals("test"))
                .groupBy(Profile::tier)
                .aggregate("users by tier", Aggregates.count());
    }
    // end::group

    // tag::foreign
    static Table<String, Placed> placed(Table<String, Profile> profiles, EventStream<RegionEdit> edits) {
        Table<String, Region> regions =
                edits.keyBy(RegionEdit::id).join(Tables.upserts("regions", RegionEdit::after, Region.class));
        return profiles.join(regions, Profile::region).left("placed", Placed::new);
    }
    // end::foreign

    // tag::latest
    static EventStream<Priced> pricedNow(EventStream<Order> orders, Table<String, Profile> profiles) {
        return orders.keyBy(Order::user).join(profiles.latest()).left("priced now", Priced::new);
    }
    // end::latest

    // tag::asof
    static AsOfJoined<Order, Priced> priced(EventStream<Order> orders, Table<String, Profile> profiles) {
        return orders.keyBy(Order::user)
                .join(profiles.asOfEventTime(Duration.ofHours(1)))
                .left("priced", Priced::new);
    }
    // end::asof

    // tag::every
    static EventStream<TableChange<String, Long>> onceAMinute(Table<String, Long> usersByTier) {
        return usersByTier.changes().every(Duration.ofMinutes(1));
    }
    // end::every

    // tag::meant
    static EventStream<String> editsPerHour(Table<String, Profile> profiles) {
        return profiles.changes()
                .keyBy(TableChange::key, String.class)
                .window(Windows.tumbling(Duration.ofHours(1)))
                .updatesAreMeant()
                .aggregate("edits per hour", Aggregates.count())
                .map(count -> count.key() + " " + count.value());
    }
    // end::meant

    static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("shop");
        Table<String, Profile> profiles = profiles(edits(
                pipeline,
                new Edit("ada", new Profile("silver", "north"), START),
                new Edit("bob", new Profile("gold", "north"), START.plusSeconds(10)),
                new Edit("ada", new Profile("gold", "south"), START.plusSeconds(60)),
                new Edit("bob", null, START.plusSeconds(90))));
        usersByTier(profiles).changes().to("users by tier out", Sinks.print());
        priced(
                        orders(
                                pipeline,
                                new Order("ada", 12, START.plusSeconds(59)),
                                new Order("ada", 30, START.plusSeconds(60)),
                                new Order("bob", 7, START.plusSeconds(100))),
                        profiles)
                .map(priced -> priced.order().user() + " "
                        + (priced.profile() == null
                                ? "nobody"
                                : priced.profile().tier()))
                .to("priced out", Sinks.print());
        return pipeline;
    }
}
