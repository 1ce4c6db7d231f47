package io.millrace.window.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.metrics.TaskMetrics;
import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import io.millrace.window.splits.PartitionedLog.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A source with partitions that appear while it is read, through jobs that fail and go on. */
class SplitSourceTest {

    private static final int DISORDER = 4;
    private static final int WINDOW = 10;

    /** The time from one entry to the next in the partition that gets on fastest. */
    private static final int STEP = 15;

    private static final Duration INTERVAL = Duration.ofMillis(3);
    private static final Watermarks<Object> BOUNDED = Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER));

    private static Pipeline counting(PartitionedLog log, int readers, Watermarks<Object> watermarks) {
        Pipeline pipeline = Pipeline.create("log");
        EventStream<Entry> entries = pipeline.source("log", log)
                .parallelism(readers)
                .typed(Entry.class)
                .timestamps(Timestamps.millis(Entry::time), watermarks);
        entries.keyBy(Entry::key, Integer.class)
                .window(Windows.tumbling(Duration.ofMillis(WINDOW)))
                .aggregate("counts", Aggregates.count())
                .map(result -> result.key() + "@" + result.start().toEpochMilli() + "=" + result.value())
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Pipeline counting(PartitionedLog log, int readers) {
        return counting(log, readers, BOUNDED);
    }

    /** Partitions that are far apart in event time, and some that appear behind all of these. */
    private static PartitionedLog randomLog(SplittableRandom random, boolean blocking) {
        PartitionedLog log = new PartitionedLog(blocking, false);
        int first = 1 + random.nextInt(4);
        int more = random.nextInt(4);
        for (int i = 0; i < first + more; i++) {
            log.add("topic/" + i, entries("topic/" + i, i < first ? random.nextInt(400) : 1_000 * i, random));
        }
        for (int i = 0; i < first; i++) {
            log.reveal();
        }
        log.inOnePoll(1 + random.nextInt(6));
        return log;
    }

    private static List<Entry> entries(String partition, long start, SplittableRandom random) {
        List<Entry> entries = new ArrayList<>();
        long now = start;
        for (int offset = 0, count = random.nextInt(60); offset < count; offset++) {
            now += random.nextInt(5);
            entries.add(new Entry(partition, offset, now - random.nextInt(DISORDER), random.nextInt(3)));
        }
        return entries;
    }

    private static List<String> oracle(PartitionedLog log) {
        Map<String, Integer> counts = new HashMap<>();
        log.all()
                .forEach(entry -> counts.merge(
                        entry.key() + "@" + Math.floorDiv(entry.time(), WINDOW) * WINDOW, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .toList();
    }

    @Test
    void shouldCountEveryEntryOnceWhateverHappensAndWithAnyNumberOfReaders() {
        AtomicLong ends = new AtomicLong();
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            PartitionedLog log = randomLog(random, random.nextBoolean());
            Simulation run = Simulation.of(counting(log, 1 + random.nextInt(4))).seed(seed);
            run.snapshots(INTERVAL).batchSize(1 + random.nextInt(8));
            for (int action = random.nextInt(12); action > 0 && !run.state().isTerminal(); action--) {
                run.steps(random.nextInt(60));
                log.contexts()
                        .forEach(
                                random.nextInt(3) > 0
                                        ? SourceContext::resume
                                        : context -> {
                                            if (random.nextBoolean()) {
                                                context.pause();
                                            }
                                        });
                switch (random.nextInt(4)) {
                    case 0 -> {
                        for (int more = 1 + random.nextInt(3); more > 0; more--) {
                            log.reveal();
                        }
                        run.advance(INTERVAL.multipliedBy(2));
                    }
                    case 1 -> run.advance(INTERVAL);
                    case 2 -> run.crashAndRestore();
                    default -> {
                        assertThat(run.metrics().late()).isZero();
                        run.disk().kill();
                        run = run.next(counting(log, 1 + random.nextInt(4)))
                                .snapshots(INTERVAL)
                                .batchSize(1 + random.nextInt(8));
                    }
                }
                assertThat(run.metrics().late()).isZero();
            }
            log.contexts().forEach(SourceContext::resume);
            run.settle();
            while (log.reveal()) {
                run.advance(INTERVAL.multipliedBy(2));
            }
            if (!run.state().isTerminal()) {
                run.run();
            }
            assertThat(run.metrics().late()).isZero();
            assertThat(run.output("out")).containsExactlyInAnyOrderElementsOf(oracle(log));
            ends.addAndGet(log.committed().size());
        });
        assertThat(ends).hasPositiveValue();
    }

    @Test
    void shouldCommitEachPartitionUpToItsEndWhenNothingHappens() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            PartitionedLog log = randomLog(random, false);
            Simulation run = Simulation.of(counting(log, 1 + random.nextInt(4)))
                    .seed(seed)
                    .snapshots(INTERVAL);
            run.settle();
            while (log.reveal()) {
                run.advance(INTERVAL.multipliedBy(2));
            }
            run.run();
            Map<String, Long> ends = new HashMap<>();
            log.partitions().forEach((name, entries) -> ends.put(name, (long) entries.size()));
            assertThat(log.committed()).isEqualTo(ends);
        });
    }

    @Test
    void shouldKnowHowFarEachPartitionWasWhenTheParallelismChanges() {
        for (int before = 1; before <= 3; before++) {
            for (int after = 1; after <= 3; after++) {
                PartitionedLog log = new PartitionedLog(false, false);
                log.add("far", List.of(new Entry("far", 0, 1_000, 1)));
                log.add("near", List.of(new Entry("near", 0, 100, 1)));
                log.add("middle", List.of(new Entry("middle", 0, 500, 1)));
                log.reveal();
                log.reveal();
                log.reveal();
                log.keepOpen();
                Simulation run =
                        Simulation.of(counting(log, before)).parallelism(2).snapshots(INTERVAL);
                run.settle().snapshot("s");
                assertThat(watermark(run)).isEqualTo(100 - DISORDER - 1);
                run.disk().kill();
                run = run.next(counting(log, after))
                        .parallelism(2)
                        .snapshots(INTERVAL)
                        .settle();
                assertThat(watermark(run)).as("%s -> %s", before, after).isEqualTo(100 - DISORDER - 1);
            }
        }
    }

    private static long watermark(Simulation run) {
        return run.metrics().tasks().stream()
                .filter(task -> task.task().startsWith("counts"))
                .map(TaskMetrics::watermark)
                .flatMap(watermark -> watermark.stream())
                .mapToLong(Instant::toEpochMilli)
                .findFirst()
                .orElse(Long.MIN_VALUE);
    }

    @Test
    void shouldNotWaitForReadersWithoutPartitions() {
        PartitionedLog log = new PartitionedLog(false, true);
        log.add("only", List.of(new Entry("only", 0, 5, 1), new Entry("only", 1, 30, 1)));
        log.reveal();
        log.keepOpen();
        Simulation run = Simulation.of(counting(log, 4)).settle();
        assertThat(run.output("out")).containsExactly("1@0=1");
    }

    @Test
    void shouldTellHowFarASourceIsBehind() {
        PartitionedLog log = new PartitionedLog(false, false);
        log.add(
                "a",
                IntStream.range(0, 30).mapToObj(i -> new Entry("a", i, i, 1)).toList());
        log.add(
                "b",
                IntStream.range(0, 20).mapToObj(i -> new Entry("b", i, i, 1)).toList());
        log.reveal();
        log.reveal();
        log.keepOpen();
        log.inOnePoll(1);
        Simulation run = Simulation.of(counting(log, 2)).parallelism(1).batchSize(1);
        long most = 0;
        for (int step = 0; step < 100; step++) {
            most = Math.max(most, run.steps(1).metrics().lagRecords("log").orElse(0));
        }
        assertThat(most).isBetween(1L, 50L);
        run.settle();
        assertThat(run.metrics().lagRecords("log")).hasValue(0);
        assertThat(run.metrics().lagMillis("log")).hasValue(0);
        assertThat(run.metrics().lagRecords("counts")).isEmpty();
    }

    @Test
    void shouldHoldBackWhatIsAheadOfOthersInEventTime() {
        AtomicLong apart = new AtomicLong();
        Seeds.check(60, seed -> {
            int drift = 50;
            int readers = 1 + (int) (seed % 3);
            assertThat(drift(seed, readers, BOUNDED.maxDrift(Duration.ofMillis(drift))))
                    .isLessThanOrEqualTo(drift + STEP + 2 * DISORDER + 2);
            apart.accumulateAndGet(drift(seed, readers, BOUNDED), Math::max);
        });
        assertThat(apart).as("apart without it").hasValueGreaterThan(500);
    }

    /** How far apart the partitions get that have more to give. */
    private static long drift(long seed, int readers, Watermarks<Object> watermarks) {
        PartitionedLog log = new PartitionedLog(false, false);
        for (int i = 0; i < 3; i++) {
            String name = "p" + i;
            int step = 1 + i * (STEP - 1) / 2;
            log.add(
                    name,
                    IntStream.range(0, 100)
                            .mapToObj(offset -> new Entry(name, offset, (long) offset * step, 1))
                            .toList());
            log.reveal();
        }
        log.inOnePoll(1);
        Map<String, Long> reached = new HashMap<>();
        long[] most = {0};
        Pipeline pipeline = Pipeline.create("aligned");
        pipeline.source("log", log)
                .parallelism(readers)
                .timestamps(Timestamps.millis(Entry::time), watermarks)
                .peek(entry -> {
                    reached.put(entry.partition(), entry.time());
                    if (entry.offset() == 99) {
                        reached.put(entry.partition(), Long.MAX_VALUE);
                    }
                    long least = reached.size() < 3
                            ? 0
                            : reached.values().stream()
                                    .mapToLong(Long::longValue)
                                    .min()
                                    .orElse(0);
                    if (least < Long.MAX_VALUE) {
                        most[0] = Math.max(most[0], entry.time() - least);
                    }
                })
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(seed).batchSize(1).run();
        assertThat(run.output("out")).hasSize(300);
        return most[0];
    }

    /** One that goes wrong in some way. */
    private record Odd(List<String> ids, int splitsAtOnce, boolean failsLater) implements SplitSource<String> {
        @Override
        public SplitFinder finder(TaskContext context) {
            AtomicBoolean again = new AtomicBoolean();
            return known -> {
                if (failsLater && again.getAndSet(true)) {
                    throw new IllegalStateException("the broker is away");
                }
                return Splits.soFar(ids.stream().map(Split::new).toList(), Duration.ofSeconds(1));
            };
        }

        @Override
        public SourceReader<String> open(SourceContext context) {
            return new SourceReader<>() {
                @Override
                public Fetch fetch(Batch<String> batch) {
                    batch.add(context.split());
                    return Fetch.END;
                }
            };
        }
    }

    private static Simulation reading(Odd source) {
        Pipeline pipeline = Pipeline.create("odd");
        pipeline.source("odd", source).to("out", Sinks.discard());
        return Simulation.of(pipeline);
    }

    @Test
    void shouldNameTheSourceWhenItsSplitsAreWrong() {
        assertThatThrownBy(() -> reading(new Odd(List.of("a", "a"), 1, false)).settle())
                .hasMessageContaining("'odd'")
                .hasMessageContaining("told 'a' twice");
        assertThatThrownBy(() -> reading(new Odd(List.of(""), 1, false)).settle())
                .hasMessageContaining("'odd'")
                .hasMessageContaining("1 to 1000 characters");
        assertThatThrownBy(() -> reading(new Odd(List.of("a"), 0, false)).settle())
                .hasMessageContaining("'odd'")
                .hasMessageContaining("splitsAtOnce is 0");
        assertThatThrownBy(() -> reading(new Odd(List.of("a"), 1, true)).advance(Duration.ofSeconds(2)))
                .hasMessageContaining("'odd'")
                .hasMessageContaining("the broker is away");
    }

    @Test
    void shouldReadOneAfterTheOtherWhenNotAllAreReadAtOnce() {
        assertThat(reading(new Odd(List.of("c", "a", "b"), 1, false)).settle().output("out"))
                .containsExactly("c", "a", "b");
    }
}
