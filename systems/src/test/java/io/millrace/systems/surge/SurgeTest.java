package io.millrace.systems.surge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.systems.common.Client;
import io.millrace.systems.common.Running;
import io.millrace.table.TableChange;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The prices, against loops over all requests and positions. */
class SurgeTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final long MINUTE = SurgePipeline.MINUTE.toMillis();
    private static final long STEP = SurgePipeline.STEP.toMillis();
    private static final int REQUESTS = 2_000;
    private static final double REQUESTS_PER_SECOND = 8;

    @Test
    void shouldMakeThePricesThatDemandWants() {
        Seeds.check(3, seed -> {
            City city = new City(seed, BEGIN, 60);
            List<RideRequest> requests = LongStream.range(0, REQUESTS)
                    .mapToObj(index -> city.request(REQUESTS_PER_SECOND, index))
                    .toList();
            List<Position> positions = LongStream.range(0, REQUESTS / 2)
                    .mapToObj(index -> city.position(REQUESTS_PER_SECOND / 2, index))
                    .toList();
            Pipeline pipeline = Pipeline.create("surge");
            SurgePipeline.prices(
                            pipeline.source("requests", Sources.collection(requests)),
                            pipeline.source("positions", Sources.collection(positions)),
                            pipeline.source("rules", Sources.collection(List.<PriceRule>of())),
                            SurgePipeline.MINUTE)
                    .changes()
                    .map(TableChange::after)
                    .to("told", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).parallelism(2).run();
            Map<Area, List<Price>> told =
                    run.output("told").stream().map(Price.class::cast).collect(Collectors.groupingBy(Price::area));
            assertThat(told).isEqualTo(expected(requests, positions));
            assertThat(told.values().stream().flatMap(List::stream)).anyMatch(price -> price.multiplier() == 3);
        });
    }

    @Test
    void shouldMakePricesBehindRequestsAndPositionsFromYearsToCome() {
        long inYears = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
        Area area = new Area(3, 2);
        try (Running system = SurgeSystem.start(0, Optional.empty(), Duration.ofDays(1));
                Stream<String> told = new Client(system.uri()).events("/prices")) {
            Client client = new Client(system.uri());
            for (long millis : new long[] {inYears, BEGIN, BEGIN + 2 * MINUTE}) {
                assertThat(client.post("/requests", new RideRequest(area, millis))
                                .statusCode())
                        .isEqualTo(202);
                assertThat(client.post("/positions", new Position(area, "ann", millis))
                                .statusCode())
                        .isEqualTo(202);
            }
            Price first = Client.JSON.readValue(told.iterator().next(), Price.class);
            assertThat(first.until()).isBetween(BEGIN, BEGIN + 2 * MINUTE);
        }
    }

    private static Map<Area, List<Price>> expected(List<RideRequest> requests, List<Position> positions) {
        Map<Area, List<Price>> expected = new HashMap<>();
        Stream.concat(
                        requests.stream().map(RideRequest::area),
                        positions.stream().map(Position::area))
                .distinct()
                .forEach(area -> expected.put(
                        area,
                        new Course(area)
                                .of(
                                        requests.stream()
                                                .filter(each -> each.area().equals(area))
                                                .toList(),
                                        positions.stream()
                                                .filter(each -> each.area().equals(area))
                                                .toList())));
        return expected;
    }

    /** Of an area, window by window. */
    private static final class Course {

        private final Area area;
        private final List<Price> prices = new ArrayList<>();
        private double multiplier = 1;

        Course(Area area) {
            this.area = area;
        }

        List<Price> of(List<RideRequest> requests, List<Position> positions) {
            TreeSet<Long> ends = new TreeSet<>(Comparator.naturalOrder());
            Stream.concat(
                            requests.stream().map(RideRequest::millis),
                            positions.stream().map(Position::millis))
                    .forEach(millis -> {
                        for (long end = millis - millis % STEP + STEP; end <= millis + MINUTE; end += STEP) {
                            ends.add(end);
                        }
                    });
            for (long end : ends) {
                calmUntil(end);
                long asked = requests.stream()
                        .filter(each -> within(each.millis(), end))
                        .count();
                long free = positions.stream()
                        .filter(each -> within(each.millis(), end))
                        .map(Position::driver)
                        .distinct()
                        .count();
                move(new Demand(asked, free), end);
            }
            calmUntil(Long.MAX_VALUE);
            return prices;
        }

        private static boolean within(long millis, long end) {
            return millis >= end - MINUTE && millis < end;
        }

        private void calmUntil(long end) {
            while (!prices.isEmpty() && multiplier > 1 && last() + MINUTE < end) {
                move(new Demand(0, 0), last() + MINUTE);
            }
        }

        private long last() {
            return prices.get(prices.size() - 1).until();
        }

        private void move(Demand demand, long until) {
            multiplier = PriceRule.DEFAULT.next(multiplier, demand);
            prices.add(new Price(area, until, demand.requests(), demand.drivers(), multiplier));
        }
    }
}
