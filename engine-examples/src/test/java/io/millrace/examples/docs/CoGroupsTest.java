package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.examples.docs.CoGroups.Location;
import io.millrace.examples.docs.CoGroups.Request;
import io.millrace.examples.docs.CoGroups.Storm;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The examples of the guide about several streams give what the guide says. */
class CoGroupsTest {

    private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");

    @Test
    void shouldRaisePricesWhereMoreAskThanDrive() {
        assertThat(Simulation.of(CoGroups.pipeline()).run().output("prices"))
                .contains(
                        "harbor 3.0 until 2026-11-29T20:01:00Z",
                        "harbor 2.0 until 2026-11-29T20:02:00Z",
                        "old town 3.0 until 2026-11-29T20:02:00Z")
                .doesNotContain("harbor 1.0 until 2026-11-29T20:06:00Z");
    }

    @Test
    void shouldPairRequestsWithDriversThatAreNear() {
        Pipeline pipeline = Pipeline.create("chances");
        CoGroups.chances(
                        requests(pipeline, new Request("harbor", "ann", START), new Request("harbor", "bea", at(11))),
                        drivers(pipeline, new Location("harbor", "dan", at(12)), new Location("harbor", "eve", at(13))))
                .map(chance -> chance.rider() + " " + chance.driver())
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out")).containsExactly("ann nobody", "bea dan", "bea eve");
    }

    @Test
    void shouldLookAtThreeStreamsAtOnce() {
        Pipeline pipeline = Pipeline.create("storms");
        KeyedStream<String, Storm> storms = pipeline.source("storms", Sources.of(new Storm("harbor", 9, at(5))))
                .timestamps(Storm::time, Watermarks.ascending())
                .keyBy(Storm::area);
        CoGroups.inStorms(
                        requests(pipeline, new Request("harbor", "ann", START), new Request("old town", "cid", at(1))),
                        drivers(pipeline, new Location("harbor", "dan", at(12))),
                        storms)
                .map(result -> result.key() + ": " + result.value())
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out"))
                .containsExactlyInAnyOrder("harbor: at strength 9 1 asked, and 1 came", "old town: calm");
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    private static KeyedStream<String, Request> requests(Pipeline pipeline, Request... requests) {
        return pipeline.source("requests", Sources.of(requests))
                .timestamps(Request::time, Watermarks.ascending())
                .keyBy(Request::area);
    }

    private static KeyedStream<String, Location> drivers(Pipeline pipeline, Location... locations) {
        return pipeline.source("drivers", Sources.of(locations))
                .timestamps(Location::time, Watermarks.ascending())
                .keyBy(Location::area);
    }
}
