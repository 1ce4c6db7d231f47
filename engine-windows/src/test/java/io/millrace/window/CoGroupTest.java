package io.millrace.window;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.latestBy;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.sumLong;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.metrics.Metrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Windows of several streams as programs use them. */
class CoGroupTest {

    private final Pipeline pipeline = Pipeline.create("areas");

    record Request(String area, long time) {}

    record Location(String area, String driver, long time) {}

    record Surge(long requests, long drivers) {}

    private KeyedStream<String, Request> requests(Request... requests) {
        return pipeline.source("requests", Sources.of(requests))
                .timestamps(Timestamps.millis(Request::time), Watermarks.ascending())
                .keyBy(Request::area);
    }

    private KeyedStream<String, Location> drivers(Location... locations) {
        return pipeline.source("drivers", Sources.of(locations))
                .timestamps(Timestamps.millis(Location::time), Watermarks.ascending())
                .keyBy(Location::area);
    }

    private static String text(WindowResult<String, ?> result) {
        return result.key() + "=" + result.value() + "@" + result.end().toEpochMilli();
    }

    @Test
    void shouldMakeOneResultOfWhatBothStreamsHaveInAWindow() {
        CoResults<String, Request, Location, Surge> surge = requests(
                        new Request("north", 1), new Request("north", 4), new Request("south", 7))
                .window(Windows.sliding(ofMillis(10), ofMillis(5)))
                .coGroup(drivers(
                        new Location("north", "ada", 2),
                        new Location("north", "ada", 3),
                        new Location("north", "bob", 8),
                        new Location("west", "eve", 9)))
                .aggregate("surge", count(), countDistinct(Location::driver), Surge::new);
        surge.map(CoGroupTest::text).to("out", Sinks.discard());

        assertThat(Simulation.of(pipeline).run().output("out"))
                .containsExactlyInAnyOrder(
                        "north=Surge[requests=2, drivers=1]@5",
                        "north=Surge[requests=2, drivers=2]@10",
                        "south=Surge[requests=1, drivers=0]@10",
                        "west=Surge[requests=0, drivers=1]@10",
                        "north=Surge[requests=0, drivers=1]@15",
                        "south=Surge[requests=1, drivers=0]@15",
                        "west=Surge[requests=0, drivers=1]@15");
    }

    @Test
    void shouldGiveNullForTheEventsOfAStreamThatHasNone() {
        requests(new Request("north", 1), new Request("south", 3))
                .window(Windows.session(ofMillis(10)))
                .coGroup(drivers(new Location("north", "ada", 5), new Location("west", "eve", 6)))
                .aggregate(
                        "latest",
                        max(Request::time),
                        last(),
                        (request, driver) -> (request == null ? "nobody" : request.time() + "") + " "
                                + (driver == null ? "nobody" : driver.driver()))
                .map(CoGroupTest::text)
                .to("out", Sinks.discard());

        assertThat(Simulation.of(pipeline).run().output("out"))
                .containsExactlyInAnyOrder("north=1 ada@15", "south=3 nobody@13", "west=nobody eve@16");
    }

    @Test
    void shouldTakeThreeAndFourStreams() {
        KeyedStream<String, Request> requests = requests(new Request("north", 1), new Request("north", 4));
        KeyedStream<String, Location> drivers = drivers(new Location("north", "ada", 2));
        KeyedStream<String, Long> numbers = pipeline.source("numbers", Sources.of(5L, 6L, 7L))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> "north");
        CoWindowed.Three<String, Request, Location, Long> three =
                requests.window(Windows.tumbling(ofMillis(10))).coGroup(drivers).and(numbers);
        three.aggregate(
                        "three",
                        count(),
                        last(),
                        sumLong(Long::longValue),
                        (asked, driver, sum) -> asked + driver.driver() + sum)
                .map(CoGroupTest::text)
                .to("out", Sinks.discard());
        three.and(requests)
                .aggregate(
                        "four",
                        count(),
                        count(),
                        collect(),
                        max(Request::time),
                        (a, b, all, latest) -> a + " " + b + " " + all + " " + latest.time())
                .map(CoGroupTest::text)
                .to("out of four", Sinks.discard());

        Simulation run = Simulation.of(pipeline).run();
        assertThat(run.output("out")).containsExactly("north=2ada18@10");
        assertThat(run.output("out of four")).containsExactly("north=2 1 [5, 6, 7] 4@10");
    }

    @Test
    void shouldKeepLateEventsOfEachStreamApart() {
        KeyedStream<String, Long> left = numbers("left", 1, 30, 2, 31);
        KeyedStream<String, Long> right = numbers("right", 30, 3, 4, 31);
        CoResults<String, Long, Long, Long> sums = left.window(Windows.tumbling(ofMillis(10)))
                .coGroup(right)
                .aggregate("sums", sumLong(Long::longValue), sumLong(Long::longValue), Long::sum)
                .parallelism(1);
        sums.map(CoGroupTest::text).to("out", Sinks.discard());
        sums.lateLeft().to("late left", Sinks.discard());
        sums.lateRight().to("late right", Sinks.discard());

        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline).seed(seed).batchSize(1).run();
            assertThat(List.of(2L)).containsAll(cast(run.output("late left")));
            assertThat(List.of(3L, 4L)).containsAll(cast(run.output("late right")));
            int late = run.output("late left").size() + run.output("late right").size();
            assertThat(run.metrics().late()).isEqualTo(late);
            assertThat(run.output("out")).contains("k=122@40");
        });
    }

    private static List<Long> cast(List<Object> values) {
        return values.stream().map(Long.class::cast).toList();
    }

    private KeyedStream<String, Long> numbers(String name, long... numbers) {
        return pipeline.source(
                        name, Sources.collection(LongStream.of(numbers).boxed().toList()))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .typed(Long.class)
                .keyBy(number -> "k");
    }

    @Test
    void shouldWaitForTheStreamThatIsBehindAndSaySo() {
        requests(new Request("north", 1), new Request("north", 100))
                .window(Windows.tumbling(ofMillis(10)))
                .coGroup(pipeline.source("drivers", Sources.<Location>push(4))
                        .timestamps(Timestamps.millis(Location::time), Watermarks.ascending())
                        .keyBy(Location::area))
                .aggregate("surge", count(), count(), Long::sum)
                .to("out", Sinks.discard());

        Simulation simulation = Simulation.of(pipeline);
        simulation.settle();
        Explanation explanation = simulation.explain("surge", "north");
        assertThat(simulation.output("out")).isEmpty();
        assertThat(explanation.cause()).isIn(Cause.NO_WATERMARK_YET, Cause.SILENT_INPUT, Cause.IDLE_TIMEOUT_PENDING);
        assertThat(explanation.toString()).contains("drivers");
    }

    @Test
    void shouldSendAccumulatorsInPlaceOfTheEventsOfBothStreams() {
        numbers("left", LongStream.range(0, 500).toArray())
                .window(Windows.tumbling(ofMillis(100)))
                .coGroup(numbers("right", LongStream.range(0, 500).toArray()))
                .aggregate("sums", count(), sumLong(Long::longValue), (events, sum) -> events + " " + sum)
                .map(CoGroupTest::text)
                .to("out", Sinks.discard());

        Simulation run = Simulation.of(pipeline).parallelism(3).batchSize(64).run();
        assertThat(run.output("out"))
                .containsExactly(
                        "k=100 4950@100", "k=100 14950@200", "k=100 24950@300", "k=100 34950@400", "k=100 44950@500");
        assertThat(run.metrics().operators().get("sums").counters().get(Metrics.COMBINED))
                .isPositive();
    }

    @Test
    void shouldTellWhatIsCoGrouped() {
        numbers("left", 1)
                .window(Windows.tumbling(ofMillis(100)))
                .coGroup(numbers("right", 2))
                .aggregate("sums", count(), count(), Long::sum, Emit.onUpdate())
                .to("out", Sinks.discard());
        assertThat(pipeline.graph().text())
                .contains("tumbling window 'sums', size PT0.1S, emit on every update, co-group 2 streams  <- 1");
    }

    @Test
    void shouldRefuseWindowsThatLookAtEventsOrCountThem() {
        KeyedStream<String, Long> left = numbers("left", 1);
        KeyedStream<String, Long> right = numbers("right", 2);
        assertRefused(left, right, Windows.count(3), "there is no order between the events of different streams");
        assertRefused(left, right, Windows.countSliding(3, 2), "a sliding count window");
        assertRefused(
                left,
                right,
                Windows.sessionWithGap(number -> ofMillis(number)),
                "its gap is told by the events of one; use Windows.session(gap); make events of one type");
        assertRefused(
                left,
                right,
                Windows.assignedBy((number, timestamp, windows) -> windows.add(timestamp, timestamp + 1)),
                "its assigner is told the events of one; make events of one type");
    }

    private static void assertRefused(
            KeyedStream<String, Long> left,
            KeyedStream<String, Long> right,
            KeyedExtension<String, Long, WindowedStream<String, Long>> windows,
            String reason) {
        CoWindowed<String, Long, Long> both = left.window(windows).coGroup(right);
        assertThatIllegalStateException()
                .isThrownBy(() -> both.aggregate("both", count(), count(), Long::sum))
                .withMessageStartingWith("window 'both', a ")
                .withMessageContaining("cannot hold the events of several streams")
                .withMessageContaining(reason);
    }

    @Test
    void shouldNameWhatIsNull() {
        WindowedStream<String, Long> windows = numbers("left", 1).window(Windows.tumbling(ofMillis(1)));
        CoWindowed<String, Long, Long> both = windows.coGroup(numbers("right", 2));
        assertThatNullPointerException()
                .isThrownBy(() -> windows.coGroup(null))
                .withMessage("the stream to co-group with must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> both.aggregate("w", null, count(), (a, b) -> ""))
                .withMessage("the left aggregate of window 'w' must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> both.aggregate("w", count(), count(), null))
                .withMessage("the function of window 'w' must not be null");
    }

    @Test
    void shouldNameTheStreamWhoseTypeIsNotKnown() {
        requests(new Request("north", 1))
                .window(Windows.tumbling(ofMillis(10)))
                .coGroup(pipeline.source("anything", Sources.of("a"))
                        .map(event -> (Object) event)
                        .timestamps(Timestamps.millis(event -> 1), Watermarks.ascending())
                        .keyBy(event -> "north"))
                .aggregate("all", count(), collect(), (asked, all) -> asked + " " + all.size())
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).snapshots(ofMillis(1)).run())
                .hasStackTraceContaining("of the right stream: collect() keeps events, whose type is not known")
                .hasStackTraceContaining(NoSerdeException.class.getName());
    }

    @Test
    void shouldTellWhoseFunctionFails() {
        requests(new Request("north", 1))
                .window(Windows.tumbling(ofMillis(10)))
                .coGroup(drivers(new Location("north", "ada", 2)))
                .aggregate("surge", count(), count(), (asked, drivers) -> {
                    throw new IllegalArgumentException("no surge");
                })
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasStackTraceContaining("no surge")
                .hasStackTraceContaining("surge")
                .hasStackTraceContaining("north");
    }

    @Test
    void shouldRefuseUpdatesThatWouldCountTwiceUnlessTheAggregatesTakeThem() {
        KeyedStream<String, Long> left = numbers("left", 1);
        KeyedStream<String, WindowResult<String, Long>> updates = numbers("right", 2)
                .window(Windows.<String, Long>tumbling(ofMillis(10)))
                .aggregate("updates", count(), Emit.onUpdate())
                .keyBy(WindowResult::key);
        left.window(Windows.tumbling(ofMillis(100)))
                .coGroup(updates)
                .aggregate(
                        "both", latestBy(number -> number, count()), latestBy(WindowResult::start, count()), Long::sum)
                .to("taken", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("taken")).hasSize(1);

        left.window(Windows.tumbling(ofMillis(100)))
                .coGroup(updates)
                .aggregate("twice", count(), count(), Long::sum)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("'twice'");
    }

    @Test
    void shouldKnowTheTypeOfResultsAndHaveFinalOnes() {
        CoResults<String, Long, Long, Surge> surge = numbers("left", 1, 2, 15)
                .window(Windows.tumbling(ofMillis(10)))
                .coGroup(numbers("right", 2))
                .aggregate("surge", count(), count(), Surge::new, Emit.everyEvents(1));
        surge.finalOnly().map(CoGroupTest::text).to("out", Sinks.discard());
        assertThat(surge.keyBy(WindowResult::key).eventType())
                .isEqualTo(Type.of(WindowResult.class, Type.of(String.class), Type.of(Surge.class)));
        assertThat(Simulation.of(pipeline).run().output("out"))
                .containsExactlyInAnyOrder("k=Surge[requests=2, drivers=1]@10", "k=Surge[requests=1, drivers=0]@20");
        assertThatIllegalStateException()
                .isThrownBy(() -> numbers("more", 1)
                        .window(Windows.tumbling(ofMillis(10)))
                        .allowedLateness(ofMillis(1))
                        .coGroup(numbers("others", 2))
                        .aggregate("late", count(), count(), Surge::new)
                        .finalOnly())
                .withMessageContaining("window 'late' has no final results");
    }
}
