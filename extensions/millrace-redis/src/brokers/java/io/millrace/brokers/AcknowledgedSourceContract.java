package io.millrace.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Source;
import io.millrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for each {@link AcknowledgedSource}, against the real broker. Messages are numbers as text. The tests of the other brokers have a link to this file. */
public abstract class AcknowledgedSourceContract {

    /** Rarely, so that a test says when one is taken. */
    private static final Duration SELDOM = Duration.ofDays(1);

    private static final int MOST_READERS = 3;
    private static final int MARKER = 1_000_000;

    @TempDir
    private Path directory;

    /** For subclasses. */
    protected AcknowledgedSourceContract() {}

    /** Makes a queue, or whatever messages are read from, in a broker that others use, too. From then on it keeps what is published. */
    protected abstract void make(String queue) throws Exception;

    /** Publishes a message, which the broker has then. */
    protected abstract void publish(String queue, List<String> messages) throws Exception;

    /** Reads a queue; two such are one reader to the broker. */
    protected abstract Source<Integer> numbers(String queue, int mostUnacknowledged);

    /** Whether what one task gives back at its end comes once to whoever reads on, though other tasks of its job had asked for more and end, too. */
    protected boolean givesBackOnce() {
        return true;
    }

    /** What the place of a message is like that cannot be read. */
    protected abstract String placeOf(String queue, String message);

    /** Sources that a job is refused for, each with why. */
    protected abstract Map<Source<?>, String> refused() throws Exception;

    /** The messages of numbers. */
    protected static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    /** Numbers in their order. */
    protected static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** A pipeline that reads. */
    protected static Pipeline reading(String name, Source<Integer> source, int readers, BlockingQueue<Integer> out) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .parallelism(Math.min(readers, source.maxParallelism()))
                .rebalance()
                .filter(number -> number >= 0)
                .to("out", Sinks.queue(out));
        return pipeline;
    }

    private JobOptions every(Duration interval, String name) {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve(name)).every(interval));
    }

    /** Waits until all have come. */
    protected static void awaitAll(BlockingQueue<Integer> out, List<Integer> numbers) {
        while (!new HashSet<>(out).containsAll(numbers)) {
            Thread.onSpinWait();
        }
    }

    private static long unacknowledged(Job job) {
        return job.metrics().operators().get("numbers").gauges().get("unacknowledged").values().stream()
                .mapToLong(Number::longValue)
                .sum();
    }

    private static void awaitUnacknowledged(Job job, long count) {
        while (unacknowledged(job) != count) {
            Thread.onSpinWait();
        }
    }

    /** That the broker gives these to the next one, a job of another name, and nothing else ahead of what is published then. */
    private void checkKept(String queue, int readers, List<Integer> numbers) throws Exception {
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        publish(queue, List.of(Integer.toString(MARKER)));
        List<Integer> expected = new ArrayList<>(numbers);
        expected.add(MARKER);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading("another", numbers(queue, 10_000), 1, out), JobOptions.defaults());
            awaitAll(out, expected);
            job.stop();
            job.join();
        }
        if (readers == 1 || givesBackOnce()) {
            assertThat(out).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            assertThat(out).hasSameElementsAs(expected);
        }
    }

    @Test
    void shouldGiveAgainWhatNoSnapshotHasAndNothingElse() throws Exception {
        make("snapshots");
        Seeds.check(3, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int all = 1 + random.nextInt(200);
            int inSnapshot = random.nextInt(all + 1);
            int readers = 1 + random.nextInt(MOST_READERS);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading("one", numbers("snapshots", 1_000), readers, out), every(SELDOM, "snapshots" + seed));
                publish("snapshots", texts(0, inSnapshot));
                awaitAll(out, range(0, inSnapshot));
                awaitUnacknowledged(job, inSnapshot);
                assertThat(job.snapshot().id()).isPositive();
                awaitUnacknowledged(job, 0);
                publish("snapshots", texts(inSnapshot, all));
                awaitAll(out, range(0, all));
                job.cancel();
            }
            assertThat(out).hasSize(all);
            checkKept("snapshots", readers, range(inSnapshot, all));
        });
    }

    /** However it ends, and at whichever message. */
    @Test
    void shouldHaveTheEffectOfEachMessageOrLeaveItWhereItIsWhenAJobIsEnded() throws Exception {
        make("ended");
        Seeds.check(4, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean hasSnapshots = random.nextBoolean();
            int all = 1 + random.nextInt(500);
            int enough = 1 + random.nextInt(all);
            int readers = 1 + random.nextInt(MOST_READERS);
            publish("ended", texts(0, all));
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading("one", numbers("ended", 1_000), readers, out),
                        hasSnapshots ? every(Duration.ofMillis(20), "ended" + seed) : JobOptions.defaults());
                while (out.size() < enough) {
                    Thread.onSpinWait();
                }
                if (random.nextBoolean()) {
                    job.stop();
                } else {
                    job.drain();
                }
                job.join();
            }
            if (readers == 1 || givesBackOnce()) {
                assertThat(out).doesNotHaveDuplicates();
            }
            checkKept(
                    "ended",
                    readers,
                    range(0, all).stream()
                            .filter(number -> !out.contains(number))
                            .toList());
        });
    }

    @Test
    void shouldReadEachMessageAtLeastOnceWhateverIsKilled() throws Exception {
        make("killed");
        publish("killed", texts(0, 2_000));
        SplittableRandom random = new SplittableRandom(5);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int kills = 0; kills < 3; kills++) {
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading("one", numbers("killed", 300), 1 + random.nextInt(MOST_READERS), out),
                        every(Duration.ofMillis(50), "killed"));
                int enough = Math.min(1_500, out.size() + random.nextInt(700));
                while (out.size() < enough) {
                    Thread.onSpinWait();
                }
                job.cancel();
            }
        }
        try (Engine engine = Engine.create()) {
            Job job = engine.start(
                    reading("one", numbers("killed", 300), 2, out), every(Duration.ofMillis(50), "killed"));
            awaitAll(out, range(0, 2_000));
            job.stop();
            job.join();
        }
    }

    @Test
    void shouldReadNoMoreThanMayBeUnacknowledgedBeforeASnapshot() throws Exception {
        make("most");
        publish("most", texts(0, 25));
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading("one", numbers("most", 10), 1, out), every(SELDOM, "most"));
            for (int read = 10; read < 25; read += 10) {
                awaitAll(out, range(0, read));
                awaitUnacknowledged(job, 10);
                assertThat(job.snapshot().id()).isPositive();
            }
            awaitAll(out, range(0, 25));
            awaitUnacknowledged(job, 5);
            job.stop();
            job.join();
        }
        assertThat(out).hasSize(25);
        checkKept("most", 1, List.of());
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeReadAndAcknowledgeIt() throws Exception {
        make("poisoned");
        List<String> messages = new ArrayList<>(texts(0, 20));
        messages.add(10, "eleven");
        publish("poisoned", messages);
        CollectSink<Object> letters = Sinks.collect();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("one");
        pipeline.source("numbers", numbers("poisoned", 100))
                .onError(Errors.deadLetter())
                .to("out", Sinks.queue(out));
        pipeline.deadLetters().to("letters", letters);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, every(Duration.ofMillis(50), "poisoned"));
            for (int i = 0; i < 20; i++) {
                assertThat(out.take()).isEqualTo(i);
            }
            job.stop();
            job.join();
        }
        assertThat(letters.values())
                .singleElement()
                .asString()
                .containsPattern("source 'numbers': " + placeOf("poisoned", "eleven")
                        + " cannot be read: For input string: \"eleven\"");
        checkKept("poisoned", 1, List.of());
    }

    @Test
    void shouldSayAtTheStartWhyItCannotBeRead() throws Exception {
        try (Engine engine = Engine.create()) {
            refused().forEach((source, why) -> {
                Pipeline pipeline = Pipeline.create("refused");
                pipeline.source("numbers", source).to("out", Sinks.discard());
                assertThatThrownBy(() -> engine.start(pipeline, JobOptions.defaults()))
                        .isInstanceOf(UnreadableSourceException.class)
                        .hasMessageContaining("source 'numbers'")
                        .hasMessageContaining(why)
                        .hasMessageNotContaining("wrong@");
            });
        }
    }
}
