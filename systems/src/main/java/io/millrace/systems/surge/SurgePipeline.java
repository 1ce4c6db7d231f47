package io.millrace.systems.surge;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;

import io.millrace.EventStream;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;

/** How prices are made. */
final class SurgePipeline {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration STEP = Duration.ofSeconds(10);

    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(2);

    private SurgePipeline() {}

    // tag::surge
    static Table<Area, Price> prices(
            EventStream<RideRequest> requests,
            EventStream<Position> positions,
            EventStream<PriceRule> rules,
            Duration silence) {
        return requests.timestamps(
                        Timestamps.millis(RideRequest::millis),
                        Watermarks.boundedOutOfOrderness(OUT_OF_ORDERNESS).idleAfter(silence))
                .keyBy(RideRequest::area, Area.class)
                .window(Windows.sliding(MINUTE, STEP))
                .coGroup(positions
                        .timestamps(
                                Timestamps.millis(Position::millis),
                                Watermarks.boundedOutOfOrderness(OUT_OF_ORDERNESS)
                                        .idleAfter(silence))
                        .keyBy(Position::area, Area.class))
                .aggregate("demand", count(), countDistinct(Position::driver), Demand::new)
                .keyBy(WindowResult::key, Area.class)
                .connect(rules.broadcast())
                .process("pricing", Pricing::new)
                .typed(Price.class)
                .keyBy(Price::area, Area.class)
                .join(Tables.latest("prices", Price.class))
                .view("areas");
    }
    // end::surge
}
