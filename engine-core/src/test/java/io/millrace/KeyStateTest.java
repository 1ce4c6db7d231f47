package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.metrics.KeyState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.table.Shown;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator keeps of a key, looked at from outside. */
@Timeout(60)
class KeyStateTest {

    private static final int KEYS = 8;
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final PushSource<Long> numbers = Sources.push(1_000);
    private final Pipeline pipeline = Pipeline.create("numbers");

    /** Keeps something of each kind. */
    private static final class Keeping extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> count = value("count", Long.class);
        private final ListState<Long> all = list("all", Long.class);
        private final MapState<String, Long> even = map("even", String.class, Long.class);
        private final ValueState<Long> latest =
                value(ValueSpec.of("latest", Long.class).ttl(Ttl.eventTime(LIFETIME)));
        private final Timer reminder = eventTimer("reminder", (context, out) -> {});

        @Override
        protected void process(Long number, KeyedContext<Long> context, Emitter<Long> out) {
            count.set(count.getOr(0L) + 1);
            all.add(number);
            if (number % 2 == 0) {
                even.put("n" + number, number);
            }
            latest.set(number);
            reminder.set(Instant.ofEpochMilli(number).plus(LIFETIME));
            out.emit(count.get());
        }
    }

    private static final class Counting extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long number, KeyedContext<Long> context, Emitter<Long> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(count.get());
        }
    }

    private Pipeline keeping(Source<Long> source) {
        pipeline.source("numbers", source)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number % KEYS, Long.class)
                .process("keeping", Keeping::new)
                .to("counts", Sinks.discard());
        return pipeline;
    }

    private static List<Shown.Entry> expected(List<Long> ofKey) {
        List<Shown.Entry> expected = new ArrayList<>();
        long last = ofKey.get(ofKey.size() - 1);
        Instant end = Instant.ofEpochMilli(last).plus(LIFETIME);
        expected.add(new Shown.Entry("count", "", "" + ofKey.size()));
        for (int i = 0; i < ofKey.size(); i++) {
            expected.add(new Shown.Entry("all", "" + i, "" + ofKey.get(i)));
            if (ofKey.get(i) % 2 == 0) {
                expected.add(new Shown.Entry("even", "n" + ofKey.get(i), "" + ofKey.get(i)));
            }
        }
        expected.add(new Shown.Entry("latest", "", "" + last));
        String use = "used " + Instant.ofEpochMilli(last) + ", expires " + end;
        expected.add(new Shown.Entry("latest.ttl-event-time", "", use));
        expected.add(new Shown.Entry("reminder", "", "due " + end));
        return expected;
    }

    @Test
    void shouldTellWhatIsKeptOfAKeyAlone() {
        Seeds.check(20, seed -> new KeyStateTest().tellWhatIsKeptOfAKeyAlone(seed));
    }

    private void tellWhatIsKeptOfAKeyAlone(long seed) {
        Simulation run = Simulation.of(keeping(numbers)).seed(seed).snapshots(Duration.ofSeconds(1));
        List<List<Long>> model = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            model.add(new ArrayList<>());
        }
        for (long number = 1; number <= 60; number++) {
            numbers.tryEmit(number);
            model.get((int) (number % KEYS)).add(number);
        }
        run.settle();
        for (int key = 0; key < KEYS; key++) {
            KeyState state = run.keyState("keeping", (long) key);
            assertThat(state.entries()).containsExactlyInAnyOrderElementsOf(expected(model.get(key)));
            assertThat(state.more()).isFalse();
            assertThat(state.watermark()).contains(Instant.ofEpochMilli(59));
        }
        assertThat(run.keyState("keeping", 1_000L).entries()).isEmpty();
        run.cancel();
    }

    /** The seed decides all else, so that a run with looks at any moment is the same as one without. */
    @Test
    void shouldChangeNothingOfWhatTheJobDoes() {
        Seeds.check(20, seed -> {
            List<Object> unseen = new KeyStateTest().countsOf(seed, () -> false);
            SplittableRandom random = new SplittableRandom(seed);
            assertThat(new KeyStateTest().countsOf(seed, random::nextBoolean)).isEqualTo(unseen);
        });
    }

    private List<Object> countsOf(long seed, BooleanSupplier looks) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation run = Simulation.of(keeping(
                        Sources.collection(LongStream.range(0, 200).boxed().toList())))
                .seed(seed)
                .snapshots(Duration.ofMillis(1));
        for (int i = 0; i < 40; i++) {
            run.steps(random.nextInt(30));
            if (i == 20) {
                run.crashAndRestore();
            }
            if (looks.getAsBoolean()) {
                look(run, i % KEYS);
            }
        }
        return run.run().output("counts");
    }

    private static void look(Simulation run, long key) {
        try {
            assertThat(run.keyState("keeping", key).more()).isFalse();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("be looked at: it ");
        }
    }

    @Test
    void shouldAskTheTaskThatOwnsTheKeyAndTheOperatorThatIsMeant() throws Exception {
        CountDownLatch come = new CountDownLatch(500);
        pipeline.source("numbers", numbers)
                .keyBy(number -> number % KEYS, Long.class)
                .process("first", Counting::new)
                .keyBy(count -> count % 2, Long.class)
                .process("second", Counting::new)
                .peek(count -> come.countDown())
                .to("counts", Sinks.discard());
        try (Engine engine = Engine.withWorkers(2);
                Job job = engine.start(pipeline, JobOptions.parallelism(3))) {
            for (long number = 0; number < 500; number++) {
                numbers.emit(number);
            }
            come.await();
            for (long key = 0; key < KEYS; key++) {
                KeyState state = job.keyState("first", key);
                assertThat(state.task()).startsWith("first-");
                assertThat(state.entries()).contains(new Shown.Entry("count", "", key < 4 ? "63" : "62"));
            }
            assertThat(job.keyState("second", 0L).entries()).contains(new Shown.Entry("count", "", "248"));
        }
    }

    @Test
    void shouldRefuseWhatCannotBeAskedFor() {
        Simulation run = Simulation.of(keeping(numbers)).settle();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.keyState("numbers", 1L))
                .withMessage("job 'numbers' has no operator with keys 'numbers'; its operators with keys are:"
                        + " 'keeping' (process)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.keyState(null, 1L))
                .withMessageContaining("must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.keyState("keeping", null))
                .withMessageContaining("must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.keyState("keeping", "1"))
                .withMessageContaining("are of type java.lang.Long");
        run.cancel();
        assertThatIllegalStateException()
                .isThrownBy(() -> run.keyState("keeping", 1L))
                .withMessageContaining("has ended, and its state is gone");
    }

    @Test
    void shouldSayItForPeopleAndForPrograms() {
        Simulation run = Simulation.of(keeping(numbers)).parallelism(1).settle();
        numbers.tryEmit(3L);
        run.settle();
        KeyState state = run.keyState("keeping", 3L);
        assertThat(state).hasToString("""
                        State of key '3' in 'keeping', of task numbers-0:
                          state                  at  value
                          count                      1
                          all                    0   3
                          latest                     3
                          latest.ttl-event-time      used 1970-01-01T00:00:00.003Z, expires 1970-01-01T01:00:00.003Z
                          reminder                   due 1970-01-01T01:00:00.003Z
                        """);
        assertThat(state.json())
                .startsWith(
                        "{\"operator\":\"keeping\",\"key\":\"3\",\"task\":\"numbers-0\",\"watermark\":2,\"entries\":["
                                + "{\"state\":\"count\",\"place\":\"\",\"value\":\"1\"},")
                .endsWith("],\"more\":false}");
        assertThat(run.keyState("keeping", 4L))
                .hasToString("State of key '4' in 'keeping', of task numbers-0: nothing");
        run.cancel();
    }
}
