package io.millrace.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application sees of a view, with timestamps and without. */
@Timeout(60)
class ViewTest {

    record Page(String path) {}

    /** @param views how many, or -1 when the page is gone */
    record Count(String page, long views, long time) {}

    private final PushSource<Count> counts = Sources.push(1_000);
    private final List<String> told = new ArrayList<>();

    private Pipeline timed() {
        Pipeline pipeline = Pipeline.create("pages");
        pipeline.source("counts", counts)
                .timestamps(
                        Timestamps.millis(Count::time),
                        Watermarks.boundedOutOfOrderness(Duration.ofMillis(10)).idleAfter(Duration.ofSeconds(1)))
                .keyBy(Count::page)
                .view("views", ViewTest::row, Long.class);
        return pipeline;
    }

    private Pipeline untimed() {
        Pipeline pipeline = Pipeline.create("pages");
        pipeline.source("counts", counts).keyBy(Count::page).view("views", ViewTest::row, Long.class);
        return pipeline;
    }

    private static Long row(Count count) {
        if (count.views() == -2) {
            throw new IllegalStateException("bad count");
        }
        return count.views() < 0 ? null : count.views();
    }

    private static TableView<String, Long> view(Simulation run) {
        return run.view("views", String.class, Long.class);
    }

    private static Map<String, Long> all(TableView<String, Long> view) {
        Map<String, Long> all = new HashMap<>();
        view.forEach(all::put);
        return all;
    }

    @Test
    void shouldShowWhatIsBehindTheWatermarkAndNothingElse() {
        Simulation run = Simulation.of(timed());
        TableView<String, Long> view = view(run);
        assertThat(view.watermark()).isEqualTo(EventTime.NONE);
        counts.emit(new Count("a", 1, 100));
        counts.emit(new Count("b", 1, 105));
        counts.emit(new Count("a", 2, 111));
        run.settle();
        assertThat(view.watermark()).isEqualTo(100);
        assertThat(all(view)).isEqualTo(Map.of("a", 1L));
        assertThat(view.get("b")).isNull();

        counts.emit(new Count("b", -1, 130));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 2L, "b", 1L));
        run.drain();
        assertThat(view.watermark()).isEqualTo(EventTime.MAX);
        assertThat(all(view)).isEqualTo(Map.of("a", 2L));
        assertThat(view.get("b")).isNull();
        assertThat(run.state()).isEqualTo(JobState.FINISHED);
    }

    @Test
    void shouldCountALateChangeWithWhatComesNext() {
        Simulation run = Simulation.of(timed());
        TableView<String, Long> view = view(run);
        counts.emit(new Count("a", 1, 100));
        counts.emit(new Count("a", 2, 120));
        run.settle();
        counts.emit(new Count("b", 7, 50));
        counts.emit(new Count("a", 3, 60));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 1L));
        counts.emit(new Count("c", 1, 140));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 3L, "b", 7L));
    }

    @Test
    void shouldShowEachChangeAtOnceWhereThereAreNoTimestamps() {
        Simulation run = Simulation.of(untimed());
        TableView<String, Long> view = view(run);
        view.subscribe((page, views) -> told.add(page + " " + views));
        TableView.Subscription ofB = view.subscribe("b", (page, views) -> told.add("only " + page + " " + views));
        counts.emit(new Count("a", 1, 0));
        counts.emit(new Count("b", 2, 0));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 1L, "b", 2L));
        assertThat(told).containsExactlyInAnyOrder("a 1", "b 2", "only b 2");

        told.clear();
        ofB.close();
        ofB.close();
        counts.emit(new Count("b", -1, 0));
        counts.emit(new Count("b", -1, 0));
        counts.emit(new Count("nobody", -1, 0));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 1L));
        assertThat(told).containsExactly("b null");
        assertThat(view.watermark()).isEqualTo(EventTime.NONE);
        assertThat(run.metrics().operators().get("views").counters()).containsEntry("changes", 3L);
    }

    @Test
    void shouldTellTheLastOfSeveralChangesAndLogListenersThatFail() {
        Simulation run = Simulation.of(timed());
        TableView<String, Long> view = view(run);
        view.subscribe((page, views) -> {
            throw new IllegalStateException("a listener that fails, on purpose");
        });
        view.subscribe((page, views) -> told.add(page + " " + views));
        counts.emit(new Count("a", 1, 100));
        counts.emit(new Count("a", 2, 101));
        counts.emit(new Count("a", 3, 109));
        counts.emit(new Count("x", 1, 120));
        run.settle();
        assertThat(told.get(told.size() - 1)).isEqualTo("a 3");
        run.drain();
        assertThat(told).endsWith("x 1").doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveRangesInTheOrderOfKeysThatComeAndGo() {
        Simulation run = Simulation.of(untimed());
        TableView<String, Long> view = view(run);
        for (int i = 0; i < 100; i++) {
            counts.emit(new Count("page " + (10 + i % 50), i, 0));
        }
        run.settle();
        assertThat(view.range("page 20", "page 23")).isEqualTo(Map.of("page 20", 60L, "page 21", 61L, "page 22", 62L));
        counts.emit(new Count("page 21", -1, 0));
        counts.emit(new Count("page 205", 5, 0));
        run.settle();
        assertThat(view.range("page 20", "page 23").keySet()).containsExactly("page 20", "page 205", "page 22");
        assertThat(view.range(null, "page 12")).hasSize(2);
        assertThat(view.range("page 58", null)).hasSize(2);
        assertThat(view.range(null, null)).hasSize(50);
        assertThat(view.range("page 20", null, 2).keySet()).containsExactly("page 20", "page 205");
        assertThat(view.range("page 20", "page 205", 2)).hasSize(1);
        assertThat(view.range(null, null, 0)).isEmpty();
        assertThatThrownBy(() -> view.range(null, null, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view.range("b", "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseRangesOfKeysWithoutAnOrder() {
        Pipeline pipeline = Pipeline.create("unordered");
        pipeline.source("counts", counts)
                .keyBy(count -> new Page(count.page()), Page.class)
                .view("views", ViewTest::row, Long.class);
        TableView<Page, Long> view = Simulation.of(pipeline).view("views", Page.class, Long.class);
        assertThatThrownBy(() -> view.range(null, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the keys of view 'views' have no natural order");
        assertThatThrownBy(() -> view.range(new Page("a"), null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldSayWhatThereIsWhenAskedForAnother() {
        Simulation run = Simulation.of(untimed());
        assertThatThrownBy(() -> run.view("vews", String.class, Long.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("job 'pages' has no view 'vews'; it has 'views'");
        assertThatThrownBy(() -> run.view("counts", String.class, Long.class)).hasMessageContaining("no view 'counts'");
        assertThatThrownBy(() -> run.view("views", Integer.class, Long.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the keys of view 'views' of job 'pages' are of type java.lang.String");
        assertThatThrownBy(() -> run.view("views", String.class, String.class))
                .hasMessageContaining("the rows of view");
        assertThat(run.view("views", Object.class, Number.class)).isSameAs(view(run));
        assertThatThrownBy(() -> view(run).get(null)).hasMessage("a key must not be null");
        assertThatThrownBy(() -> view(run).subscribe(null)).hasMessage("the listener must not be null");
    }

    @Test
    void shouldGoOnShowingWhatItHasShownWhileTheJobRestartsAndWhenItHasFailed() {
        Simulation run = Simulation.of(timed())
                .snapshots(Duration.ofDays(1))
                .restart(Restart.fixedDelay(1, Duration.ofSeconds(5)));
        TableView<String, Long> view = view(run);
        view.subscribe((page, views) -> told.add(page + " " + views));
        counts.emit(new Count("a", 1, 100));
        counts.emit(new Count("b", 1, 115));
        run.settle().snapshot(null);
        counts.emit(new Count("a", 2, 120));
        counts.emit(new Count("c", 1, 140));
        run.settle();
        assertThat(all(view)).isEqualTo(Map.of("a", 2L, "b", 1L));

        counts.emit(new Count("a", -2, 150));
        run.settle();
        assertThat(run.state()).isEqualTo(JobState.RESTARTING);
        assertThat(all(view)).isEqualTo(Map.of("a", 2L, "b", 1L));
        run.advance(Duration.ofSeconds(6));
        assertThat(run.state()).isEqualTo(JobState.RUNNING);
        // What was pushed behind the snapshot is lost, and is not seen to be lost before time has come by.
        assertThat(view.watermark()).isEqualTo(129);
        assertThat(all(view)).isEqualTo(Map.of("a", 2L, "b", 1L));
        told.clear();
        counts.emit(new Count("b", 2, 135));
        counts.emit(new Count("d", 1, 150));
        run.settle();
        assertThat(view.watermark()).isEqualTo(139);
        assertThat(all(view)).isEqualTo(Map.of("a", 1L, "b", 2L));
        assertThat(told).containsExactlyInAnyOrder("a 1", "b 2");

        counts.emit(new Count("a", -2, 200));
        assertThatThrownBy(run::settle).isInstanceOf(SimulationException.class).hasStackTraceContaining("bad count");
        assertThat(all(view)).isEqualTo(Map.of("a", 1L, "b", 2L));
        assertThat(view.toString()).isEqualTo("TableView 'views' as of 139");
    }

    @Test
    void shouldBeFilledFromStateByAnotherProcess() {
        Simulation run = Simulation.of(timed()).snapshots(Duration.ofDays(1)).parallelism(3);
        for (int i = 0; i < 900; i++) {
            counts.emit(new Count("page " + i % 300, i, 1_000 + i));
        }
        run.settle().snapshot(null);
        run.cancel();
        PushSource<Count> fresh = Sources.push(10);
        Pipeline pipeline = Pipeline.create("pages");
        pipeline.source("counts", fresh)
                .timestamps(Timestamps.millis(Count::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(10)))
                .keyBy(Count::page)
                .view("views", ViewTest::row, Long.class);
        Simulation next = run.next(pipeline).snapshots(Duration.ofDays(1)).parallelism(2);
        TableView<String, Long> view = view(next);
        next.settle();
        fresh.emit(new Count("page 0", 7, 5_000));
        fresh.emit(new Count("page 1", 7, 6_000));
        next.settle();
        assertThat(view.watermark()).isEqualTo(5_989);
        assertThat(all(view)).hasSize(300).containsEntry("page 0", 7L).containsEntry("page 1", 601L);
    }

    @Test
    void shouldNotWaitForWhatIsIdle() {
        PushSource<Count> silent = Sources.push(10);
        Pipeline pipeline = Pipeline.create("pages");
        Watermarks<Object> watermarks = Watermarks.ascending().idleAfter(Duration.ofSeconds(1));
        pipeline.source("counts", counts)
                .timestamps(Timestamps.millis(Count::time), watermarks)
                .merge(pipeline.source("silent", silent).timestamps(Timestamps.millis(Count::time), watermarks))
                .keyBy(Count::page)
                .view("views", ViewTest::row, Long.class);
        Simulation run = Simulation.of(pipeline).parallelism(3);
        TableView<String, Long> view = view(run);
        counts.emit(new Count("a", 1, 100));
        counts.emit(new Count("a", 2, 101));
        run.settle();
        assertThat(view.watermark()).isEqualTo(EventTime.NONE);
        run.advance(Duration.ofSeconds(2));
        assertThat(view.watermark()).isBetween(99L, 101L);
        assertThat(view.get("a")).isEqualTo(1L);
    }

    @Test
    void shouldShowInTheNextProcessWhatHasEndedInAnEarlierOne() {
        for (boolean timed : new boolean[] {true, false}) {
            List<Count> all = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                all.add(new Count("page " + i, i, 1_000 + i));
            }
            Simulation run = Simulation.of(endedBesideOther(all, timed))
                    .snapshots(Duration.ofDays(1))
                    .parallelism(2);
            run.settle().snapshot(null);
            assertThat(all(view(run))).hasSize(5_000);
            run.cancel();
            Simulation next = run.next(endedBesideOther(all, timed))
                    .snapshots(Duration.ofDays(1))
                    .parallelism(3);
            next.settle();
            assertThat(next.state()).isEqualTo(JobState.RUNNING);
            assertThat(view(next).watermark()).isEqualTo(EventTime.MAX);
            assertThat(all(view(next))).hasSize(5_000).containsEntry("page 4999", 4_999L);
        }
    }

    private static Pipeline endedBesideOther(List<Count> all, boolean timed) {
        Pipeline pipeline = Pipeline.create("pages");
        EventStream<Count> ending = pipeline.source("counts", Sources.collection(all));
        (timed ? ending.timestamps(Timestamps.millis(Count::time), Watermarks.ascending()) : ending)
                .keyBy(Count::page)
                .view("views", ViewTest::row, Long.class);
        pipeline.source("others", Sources.<String>push(10)).to("discarded", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldShowAllThatThereIsAsOfItsWatermarkWhenItIsIdleNoMore() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            PushSource<Count> source = Sources.push(1_000);
            Pipeline pipeline = Pipeline.create("pages");
            pipeline.source("counts", source)
                    .timestamps(
                            Timestamps.millis(Count::time),
                            Watermarks.ascending().idleAfter(Duration.ofMillis(20)))
                    .keyBy(Count::page)
                    .view("views", ViewTest::row, Long.class);
            Simulation run = Simulation.of(pipeline).seed(seed).parallelism(3);
            TableView<String, Long> view = view(run);
            List<Count> emitted = new ArrayList<>();
            long time = 100;
            for (int i = 0; i < 400; i++) {
                if (random.nextInt(10) == 0) {
                    run.advance(Duration.ofMillis(50));
                }
                for (int burst = random.nextInt(4); burst > 0; burst--) {
                    time += 1 + random.nextInt(20);
                    Count count = new Count("page " + random.nextInt(6), time, time);
                    emitted.add(count);
                    source.emit(count);
                }
                run.steps(random.nextInt(12));
                assertThat(all(view)).isEqualTo(latest(emitted, view.watermark()));
            }
            run.drain();
            assertThat(all(view)).isEqualTo(latest(emitted, EventTime.MAX));
        });
    }

    private static Map<String, Long> latest(List<Count> counts, long watermark) {
        Map<String, Long> latest = new HashMap<>();
        counts.stream().filter(each -> each.time() <= watermark).forEach(each -> latest.put(each.page(), each.views()));
        return latest;
    }
}
