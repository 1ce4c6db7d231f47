package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.Unit;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Event time of the splits of a source, and watermarks among the rows, through whole jobs. */
class SplitsTest {

    private static final int SEEDS = 100;
    private static final Timestamps<Long> ITSELF = Timestamps.millis(event -> event);

    private final Pipeline pipeline = Pipeline.create("splits");
    private final ManualScheduler scheduler = new ManualScheduler();

    @Test
    @DisplayName("reliability 31: no split is late because another is read faster")
    void shouldWaitForTheSlowestSplitWhenASourceHasSeveral() {
        Seeds.check(SEEDS, seed -> new SplitsTest().waitForTheSlowest(new SplittableRandom(seed), seed));
    }

    private void waitForTheSlowest(SplittableRandom random, long seed) {
        List<Source<Long>> sources = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            List<Long> events = ascending(random);
            sources.add(Sources.collection(events));
            all.addAll(events);
        }
        long dropped = random.nextInt(3);
        EventStream<Long> stream = pipeline.source("source", Sources.interleaved(sources))
                .parallelism(1 + random.nextInt(sources.size()))
                .flatMap(event -> event % 3 == dropped ? List.of() : List.of(event))
                .timestamps(ITSELF, Watermarks.ascending());
        (random.nextBoolean() ? stream.rebalance() : stream)
                .transform(OperatorSpec.<Long, Long>stateless("on time", OnTime::new))
                .to("sink", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(seed).run();
        assertThat(run.output("sink"))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(event -> event % 3 != dropped).toList());
    }

    private static List<Long> ascending(SplittableRandom random) {
        long step = 1 + random.nextLong(50);
        long first = random.nextLong(1_000) - 500;
        return Stream.iterate(first, event -> event + step)
                .limit(random.nextInt(100))
                .toList();
    }

    @Test
    @DisplayName("reliability 30: a watermark that an event carries comes right behind it")
    void shouldPassWatermarksAmongTheRowsWhenEventsCarryThem() {
        Seeds.check(SEEDS, seed -> new SplitsTest().passAmongRows(new SplittableRandom(seed), seed));
    }

    private void passAmongRows(SplittableRandom random, long seed) {
        List<Long> events = new ArrayList<>();
        for (int hundred = 0; hundred < 20; hundred++) {
            for (int i = random.nextInt(6); i > 0; i--) {
                events.add(100L * hundred + 1 + random.nextInt(99));
            }
            events.add(100L * (hundred + 1));
        }
        EventStream<Long> stream = pipeline.source("source", Sources.collection(events))
                .timestamps(ITSELF, Watermarks.punctuatedMillis(event -> event % 100 == 0 ? event : EventTime.NONE));
        (random.nextBoolean() ? stream.rebalance() : stream.flatMap(event -> List.of(event)))
                .transform(OperatorSpec.<Long, Long>stateless("between", Between::new))
                .to("sink", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(seed).run();
        assertThat(run.output("sink")).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    @DisplayName("reliability 29: held back by a slow sink is not silent")
    void shouldNotBeIdleWhenItCouldNotEmit() {
        PushSource<Long> left = Sources.push(64);
        PushSource<Long> right = Sources.push(64);
        EventStream<Long> slowed = live("left", left);
        slowed.to("slow", Sinks.blockingCallback(event -> {}));
        slowed.transform(OperatorSpec.<Long, Long>stateless("on time", OnTime::new), live("right", right))
                .to("sink", Sinks.discard());
        Supervisor job = start();
        List<Unit> swift = scheduler.units.stream()
                .filter(unit -> !unit.roleName().startsWith("slow"))
                .toList();
        for (long event = 0; event < 20; event++) {
            left.tryEmit(event);
            right.tryEmit(1_000 + event);
            exhaust(swift);
            scheduler.clock.advance(Duration.ofHours(1));
        }
        scheduler.exhaustAll();
        left.complete();
        right.complete();
        scheduler.exhaustAll();
        assertThat(job.failure()).isNull();
        assertThat(scheduler.units).allMatch(Unit::isDone);
    }

    @Test
    @DisplayName("reliability 29: a source that was not asked is not silent")
    void shouldAskTheSourceBeforeItIsIdle() {
        PushSource<Long> left = Sources.push(64);
        PushSource<Long> right = Sources.push(64);
        live("left", left)
                .transform(OperatorSpec.<Long, Long>stateless("on time", OnTime::new), live("right", right))
                .to("sink", Sinks.discard());
        Supervisor job = start();
        for (long event = 0; event < 20; event++) {
            left.tryEmit(event);
            right.tryEmit(1_000 + event);
            scheduler.exhaustAll();
            scheduler.clock.advance(Duration.ofHours(1));
        }
        assertThat(job.failure()).isNull();
    }

    @Test
    @DisplayName("reliability 29: a split that was not asked is not silent")
    void shouldAskEverySplitBeforeOneIsIdle() {
        PushSource<Long> busy = Sources.push(64);
        PushSource<Long> slow = Sources.push(64);
        live("splits", Sources.interleaved(List.of(busy, slow)))
                .transform(OperatorSpec.<Long, Long>stateless("on time", OnTime::new))
                .to("sink", Sinks.discard());
        Supervisor job = start();
        busy.tryEmit(10L);
        slow.tryEmit(5L);
        scheduler.exhaustAll();
        scheduler.clock.advance(Duration.ofHours(1));
        for (long event = 11; event < 50; event++) {
            busy.tryEmit(event);
        }
        slow.tryEmit(6L);
        scheduler.exhaustAll();
        slow.complete();
        busy.complete();
        scheduler.exhaustAll();
        assertThat(job.failure()).isNull();
        assertThat(scheduler.units).allMatch(Unit::isDone);
    }

    @Test
    void shouldGoOnWithoutTheSplitThatIsSilentWhenOthersAreNot() {
        PushSource<Long> busy = Sources.push(64);
        PushSource<Long> silent = Sources.push(64);
        Simulation run = reading(live("splits", Sources.interleaved(List.of(busy, silent))));
        busy.tryEmit(100L);
        silent.tryEmit(10L);
        run.settle();
        assertThat(watermark(run)).isEqualTo(9);
        for (long event = 101; event < 111; event++) {
            run.advance(Duration.ofMillis(20));
            busy.tryEmit(event);
            run.settle();
        }
        assertThat(watermark(run)).isEqualTo(109);
        silent.complete();
        busy.complete();
        assertThat(watermark(run.run())).isEqualTo(EventTime.MAX);
    }

    @Test
    void shouldKnowNothingOfSplitsBehindAKeyExchangeWhenItIsWithinATask() {
        PushSource<Long> even = Sources.push(64);
        PushSource<Long> odd = Sources.push(64);
        EventStream<Long> gathered = pipeline.source("splits", Sources.interleaved(List.of(even, odd)))
                .parallelism(1)
                .timestamps(ITSELF, Watermarks.ascending())
                .keyBy(event -> event)
                .transform(OperatorSpec.<Long, Long>stateless("gather", Gather::new));
        Simulation run =
                reading(gathered.timestamps(ITSELF, Watermarks.ascending())).parallelism(1);
        for (long event = 0; event < 20; event += 2) {
            even.tryEmit(event);
            odd.tryEmit(event + 1);
            run.settle();
        }
        assertThat(watermark(run)).isEqualTo(18);
        even.complete();
        odd.complete();
        assertThat(watermark(run.run())).isEqualTo(EventTime.MAX);
    }

    @Test
    void shouldGoOnByTheClockWhenAllIsSilent() {
        PushSource<Long> source = Sources.push(64);
        Simulation run = reading(pipeline.source("source", source)
                .timestamps(ITSELF, Watermarks.ascending().closeAfterIdle(Duration.ofSeconds(10))));
        run.advance(Duration.ofHours(1));
        source.tryEmit(100L);
        run.advance(Duration.ofSeconds(9));
        assertThat(watermark(run)).isEqualTo(99);
        run.advance(Duration.ofSeconds(51));
        assertThat(watermark(run)).isBetween(59_000L, 60_099L);
        source.complete();
        assertThat(watermark(run.run())).isEqualTo(EventTime.MAX);
    }

    private EventStream<Long> live(String name, Source<Long> source) {
        return pipeline.source(name, source)
                .timestamps(ITSELF, Watermarks.ascending().idleAfter(Duration.ofMillis(50)));
    }

    /** Has two tasks read a stream, of which the first tells the watermark. */
    private Simulation reading(EventStream<Long> stream) {
        stream.rebalance()
                .transform(OperatorSpec.<Long, Long>stateless("on time", OnTime::new))
                .named("reader")
                .parallelism(2)
                .to("sink", Sinks.discard());
        return Simulation.of(pipeline).seed(5);
    }

    private Supervisor start() {
        return new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(1, 1, 1),
                        scheduler,
                        Optional.empty(),
                        Restart.none(),
                        List.of())
                .start();
    }

    private static void exhaust(List<Unit> units) {
        boolean worked = true;
        while (worked) {
            worked = units.stream().mapToInt(Unit::doWork).sum() > 0;
        }
    }

    private static long watermark(Simulation run) {
        return run.metrics().tasks().stream()
                .filter(task -> task.task().equals("reader-0"))
                .flatMap(task -> task.watermark().stream())
                .mapToLong(EventTime::of)
                .findFirst()
                .orElse(EventTime.NONE);
    }

    /** Emits the latest row whenever there is a watermark. */
    private static final class Gather implements Operator<Long, Long> {

        private long latest = -1;

        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            for (int row = 0; row < batch.size(); row++) {
                latest = Math.max(latest, batch.timestamp(row));
            }
            return true;
        }

        @Override
        public boolean onWatermark(long watermark, Output<Long> out) {
            if (latest >= 0) {
                out.emit(latest, latest);
            }
            return true;
        }
    }

    /** Fails on a row that is late: none is before its watermark. */
    private static class OnTime implements Operator<Long, Long> {

        private long watermark = EventTime.NONE;

        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            for (int row = 0; row < batch.size(); row++) {
                check(batch.timestamp(row), watermark);
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }

        void check(long timestamp, long reached) {
            if (timestamp <= reached) {
                throw new AssertionError(timestamp + " came behind watermark " + reached);
            }
        }

        @Override
        public boolean onWatermark(long newWatermark, Output<Long> out) {
            watermark = newWatermark;
            return true;
        }
    }

    /** Fails on a row that is not between the hundreds that were announced before and behind it. */
    private static final class Between extends OnTime {
        @Override
        void check(long timestamp, long reached) {
            long hundred = Math.floorDiv(timestamp - 1, 100L) * 100;
            if (reached != (hundred == 0 ? EventTime.NONE : hundred)) {
                throw new AssertionError(timestamp + " came at watermark " + reached);
            }
        }
    }
}
