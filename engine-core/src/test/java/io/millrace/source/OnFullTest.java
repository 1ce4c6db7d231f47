package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events that are pushed when the buffer is full: one thread against lists, and many against each other. */
@Timeout(120)
class OnFullTest {

    record Event(int producer, int number) {
        int key() {
            return number % 7;
        }
    }

    @TempDir
    private Path directory;

    private int spills;

    private OnFull<Event> policy(OnFull.Kind kind) {
        return switch (kind) {
            case BLOCK -> OnFull.block();
            case DROP_NEWEST -> OnFull.dropNewest();
            case DROP_OLDEST -> OnFull.dropOldest();
            case CONFLATE -> OnFull.conflate(Event::key);
            case SAMPLE -> OnFull.sample(3);
            case FAIL -> OnFull.fail();
            case SPILL -> OnFull.spill(directory.resolve("spilled-" + spills++), Event.class, 1 << 20);
        };
    }

    /** A list of what is in the buffer. */
    private static final class Model {
        private final OnFull.Kind kind;
        private final int capacity;
        private final List<Event> queue = new ArrayList<>();
        private final Map<Integer, Event> latest = new LinkedHashMap<>();
        private int offered;
        private long dropped;

        Model(OnFull.Kind kind, int capacity) {
            this.kind = kind;
            this.capacity = capacity;
        }

        /** Whether it is taken. */
        boolean offer(Event event) {
            if (kind == OnFull.Kind.SAMPLE && queue.size() >= (capacity + 1) / 2 && offered++ % 3 != 0) {
                return false;
            }
            if (queue.size() < capacity && latest.isEmpty()) {
                return queue.add(event);
            }
            return switch (kind) {
                case DROP_OLDEST -> {
                    queue.remove(0);
                    dropped++;
                    yield queue.add(event);
                }
                case CONFLATE -> conflate(event);
                case SPILL -> queue.add(event);
                default -> false;
            };
        }

        private boolean conflate(Event event) {
            if (latest.size() == capacity && !latest.containsKey(event.key())) {
                return false;
            }
            dropped += latest.put(event.key(), event) == null ? 0 : 1;
            return true;
        }

        List<Event> take(int most) {
            List<Event> taken = new ArrayList<>();
            while (taken.size() < most && !(queue.isEmpty() && latest.isEmpty())) {
                taken.add(
                        queue.isEmpty()
                                ? latest.remove(latest.keySet().iterator().next())
                                : queue.remove(0));
            }
            return taken;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeDeliverAndDropAsAListDoes(OnFull.Kind kind) {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int capacity = 1 + random.nextInt(9);
            Model model = new Model(kind, capacity);
            PushBuffer<Event> buffer = buffer(kind, capacity);
            long dropped = 0;
            for (int number = 0; number < 400; number++) {
                Event event = new Event(0, random.nextInt(1_000));
                assertThat(buffer.offer(event)).isEqualTo(model.offer(event));
                if (random.nextInt(random.nextInt(2) == 0 ? 4 : 30) == 0) {
                    Batch<Event> batch = new Batch<>(1 + random.nextInt(12));
                    buffer.drain(batch);
                    assertThat(rows(batch)).isEqualTo(model.take(batch.capacity()));
                }
                dropped += buffer.takeDropped();
                assertThat(buffer.seal()).isEqualTo(model.queue.isEmpty() && model.latest.isEmpty());
                if (model.queue.isEmpty() && model.latest.isEmpty()) {
                    buffer = buffer(kind, capacity);
                    model.offered = 0;
                }
            }
            Batch<Event> rest = new Batch<>(1_000);
            buffer.drain(rest);
            assertThat(rows(rest)).isEqualTo(model.take(1_000));
            assertThat(dropped + buffer.takeDropped()).isEqualTo(model.dropped);
        });
    }

    @Test
    void shouldCountWhatWasNotTakenAndHowOftenSomebodyWaited() {
        PushSource<Event> source = Sources.push(2, OnFull.fail());
        source.emit(new Event(0, 0));
        source.emit(new Event(0, 1));
        assertThatThrownBy(() -> source.emit(new Event(0, 2))).isInstanceOf(BufferFullException.class);
        assertThat(source.tryEmit(new Event(0, 3))).isFalse();
        assertThat(numbersOf(source, "events refused")).isEqualTo(2);

        PushSource<Event> waiting = Sources.push(1, OnFull.block());
        waiting.emit(new Event(0, 0));
        assertThat(waiting.emit(new Event(0, 1), Duration.ofNanos(1))).isFalse();
        assertThat(numbersOf(waiting, "waits for room")).isEqualTo(1);
    }

    private static long numbersOf(PushSource<Event> source, String gauge) {
        Pipeline pipeline = Pipeline.create("counts");
        pipeline.source("events", source).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        return run.metrics()
                .operators()
                .get("events")
                .gauges()
                .get(gauge)
                .get(0)
                .longValue();
    }

    /** A large text, so that there are many blocks and files. */
    record Page(int number, String text) {}

    @Test
    void shouldKeepInFilesWhatDoesNotFitAndDeleteThemWhenTheJobIsOver() throws Exception {
        Path files = directory.resolve("pages");
        PushSource<Page> source = Sources.push(4, OnFull.spill(files, Page.class, 1L << 30));
        String text = "x".repeat(10_000);
        for (int number = 0; number < 5_000; number++) {
            source.emit(new Page(number, text));
        }
        assertThat(bytesIn(files)).isGreaterThan(40_000_000);
        PushSource<Page> other = Sources.push(4, OnFull.spill(files, Page.class, 1L << 30));
        List<Integer> read = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("pages");
        pipeline.source("pages", source).to("out", Sinks.callback(page -> read.add(page.number())));
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline refused = Pipeline.create("refused");
            refused.source("pages", other).to("out", Sinks.discard());
            assertThatThrownBy(() -> engine.start(refused).join())
                    .hasStackTraceContaining("is in use by another push source");
            Job job = engine.start(pipeline);
            source.complete();
            job.join();
        }
        assertThat(read).isEqualTo(IntStream.range(0, 5_000).boxed().toList());
        assertThat(bytesIn(files)).isZero();
    }

    private static long bytesIn(Path files) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void shouldDeliverWhatWasAcceptedWhenTheDiskFailsNowAndThen() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            SimulatedDisk disk = new SimulatedDisk();
            PushBuffer<Page> buffer =
                    new PushBuffer<>(2, OnFull.spill(Path.of("/pages"), Page.class, 400_000 + random.nextInt(400_000)));
            buffer.useDisk(disk);
            disk.plan(DiskFaults.random(seed)
                    .with(DiskFault.FAILED_WRITE, 0.1)
                    .with(DiskFault.TORN_WRITE, 0.1)
                    .capacity(600_000));
            List<Page> accepted = new ArrayList<>();
            List<Page> delivered = new ArrayList<>();
            for (int number = 0; number < 400; number++) {
                Page page = new Page(number, "x".repeat(random.nextInt(6_000)));
                try {
                    if (buffer.offer(page)) {
                        accepted.add(page);
                    }
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageContaining("/pages").hasMessageContaining("cannot take the event");
                }
                if (random.nextInt(60) == 0) {
                    Batch<Page> batch = new Batch<>(1 + random.nextInt(100));
                    buffer.drain(batch);
                    for (int row = 0; row < batch.size(); row++) {
                        delivered.add(batch.value(row));
                    }
                }
            }
            Batch<Page> rest = new Batch<>(1_000);
            buffer.drain(rest);
            for (int row = 0; row < rest.size(); row++) {
                delivered.add(rest.value(row));
            }
            assertThat(delivered).isEqualTo(accepted);
        });
    }

    @Test
    void shouldRefuseToSpillWhatCannotBeWritten() {
        assertThatThrownBy(() -> OnFull.spill(directory, Object.class, 1)).isInstanceOf(NoSerdeException.class);
        assertThatThrownBy(() -> OnFull.spill(directory, Event.class, 0)).hasMessageContaining("at least 1 byte");
    }

    private PushBuffer<Event> buffer(OnFull.Kind kind, int capacity) {
        PushBuffer<Event> buffer = new PushBuffer<>(capacity, policy(kind));
        buffer.useDisk(new SimulatedDisk());
        return buffer;
    }

    private static List<Event> rows(Batch<Event> batch) {
        List<Event> rows = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            rows.add(batch.value(row));
        }
        return rows;
    }

    /** Each accepted event is delivered or counted, and those of a thread keep their order. */
    @ParameterizedTest
    @EnumSource
    void shouldAccountForEachAcceptedEventOfManyThreads(OnFull.Kind kind) throws Exception {
        int producers = 4;
        for (int round = 0; round < 24; round++) {
            PushSource<Event> source = Sources.push(1 + round % 9 * 3, policy(kind));
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                int batchSize = 1 + round % 5 * 4;
                TestSourceContext context = new TestSourceContext();
                PushReader<Event> reader = (PushReader<Event>) source.open(context);
                Future<List<Event>> read = threads.submit(() -> read(reader, context, batchSize));
                List<Future<Integer>> pushing = new ArrayList<>();
                for (int producer = 0; producer < producers; producer++) {
                    int id = producer;
                    pushing.add(threads.submit(() -> push(source, id, 1_000)));
                }
                if (round % 2 == 1) {
                    source.complete();
                }
                int accepted = 0;
                for (Future<Integer> each : pushing) {
                    accepted += each.get();
                }
                source.complete();
                List<Event> delivered = read.get();
                assertThat(delivered.size()
                                + context.metrics().counter("dropped").value())
                        .isEqualTo(accepted);
                Map<Object, Integer> last = new HashMap<>();
                for (Event event : delivered) {
                    Object order =
                            kind == OnFull.Kind.CONFLATE ? List.of(event.producer(), event.key()) : event.producer();
                    Integer before = last.put(order, event.number());
                    assertThat(event.number()).isGreaterThan(before == null ? -1 : before);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** How many have been accepted. */
    private static int push(PushSource<Event> source, int producer, int count) {
        int accepted = 0;
        for (int number = 0; number < count; number++) {
            try {
                source.emit(new Event(producer, number));
                accepted++;
            } catch (BufferFullException e) {
                Thread.onSpinWait();
            } catch (IllegalStateException e) {
                return accepted;
            }
        }
        return accepted;
    }

    private static List<Event> read(PushReader<Event> reader, TestSourceContext context, int batchSize)
            throws Exception {
        List<Event> events = new ArrayList<>();
        Batch<Event> batch = new Batch<>(batchSize);
        while (true) {
            Fetch fetch = reader.fetch(batch);
            events.addAll(rows(batch));
            batch.clear();
            if (fetch == Fetch.END) {
                return events;
            }
            if (fetch == Fetch.WAIT) {
                context.awaitWake();
            }
        }
    }

    @Test
    void shouldSayOnceThatEventsAreDroppedAndCountThemInTheMetricsOfTheJob() {
        Pipeline pipeline = Pipeline.create("ticks");
        PushSource<Integer> source = Sources.push(3, OnFull.dropOldest());
        pipeline.source("ticks", source).to("out", Sinks.discard());
        for (int number = 0; number < 10; number++) {
            source.emit(number);
        }
        source.complete();

        Simulation run = Simulation.of(pipeline).run();

        assertThat(run.output("out")).isEqualTo(List.of(7, 8, 9));
        assertThat(run.metrics().operators().get("ticks").counters()).containsEntry("dropped", 7L);
        assertThat(pipeline.graph().text()).contains("source 'ticks', when full drop oldest");
    }

    @Test
    void shouldSayWhatIsWrongWithWhatItIsGiven() {
        assertThatThrownBy(() -> Sources.push(3, null)).hasMessage("what to do when full must not be null");
        assertThatThrownBy(() -> OnFull.sample(1)).hasMessage("sample(1): one of at least 2 events is taken");
        PushSource<Integer> failing = Sources.push(1, OnFull.fail());
        failing.emit(1);
        assertThat(failing.tryEmit(2)).isFalse();
        assertThatThrownBy(() -> failing.emit(2))
                .isInstanceOf(BufferFullException.class)
                .hasMessage(
                        "this push source has no room for the event: 1 are waiting to be read. Emit it again later, or"
                                + " give a larger capacity or another OnFull");
        PushSource<Integer> conflating = Sources.push(1, OnFull.conflate(number -> number == 2 ? null : 1 / number));
        conflating.emit(1);
        assertThatThrownBy(() -> conflating.emit(0))
                .hasMessageContaining("the key function of OnFull.conflate failed on the event that is emitted")
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> conflating.emit(2)).hasMessageContaining("returned null");
    }
}
