package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JournalSourceTest {

    record Order(String user, int amount) {}

    /** The same, as a later version of the program has it. */
    record OrderWithNote(String user, int amount, String note) {}

    record Other(Duration amount) {}

    private static final Path SIMULATED = Path.of("/journal");

    @TempDir
    private Path directory;

    private Path journal() {
        return directory.resolve("journal");
    }

    private JobOptions options() {
        return JobOptions.parallelism(2)
                .withSnapshots(
                        Snapshots.in(directory.resolve("snapshots")).onDemand().keep(1));
    }

    private static <T> Pipeline pipeline(JournalSource<T> source, CollectSink<T> out) {
        Pipeline pipeline = Pipeline.create("orders");
        pipeline.source("orders", source).to("out", out);
        return pipeline;
    }

    private static List<Order> orders(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Order("user " + i % 7, i))
                .toList();
    }

    @Test
    void shouldDeliverWhatWasWrittenWhileNoJobRanAndGoOnWhereTheLastOneWas() throws Exception {
        try (JournalSource<Order> before = Sources.journal(journal(), Order.class)) {
            orders(0, 50).forEach(before::emit);
        }
        JournalSource<Order> source = Sources.journal(journal(), Order.class);
        orders(50, 60).forEach(source::emit);
        CollectSink<Order> first = Sinks.collect();
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(pipeline(source, first), options());
            orders(60, 100).forEach(source::emit);
            until(() -> first.values().size() == 100);
            job.stop();
            job.join();
            assertThat(first.values()).isEqualTo(orders(0, 100));
            orders(100, 110).forEach(source::emit);
            CollectSink<Order> second = Sinks.collect();
            Job next = engine.start(pipeline(source, second), options());
            source.complete();
            next.join();
            assertThat(second.values()).isEqualTo(orders(100, 110));
            assertThatThrownBy(() -> source.emit(new Order("late", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was completed");
        }
        source.close();
        JournalSource<Order> later = Sources.journal(journal(), Order.class);
        assertThatThrownBy(() -> later.emit(new Order("late", 1))).hasMessageContaining("was completed");
        later.close();
    }

    private static void until(Supplier<Boolean> holds) {
        while (!holds.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldDeliverEachEventOfManyThreadsOnceAndInTheirOrder() throws Exception {
        int threads = 6;
        int each = 2_000;
        JournalSource<Order> source = Sources.journal(
                journal(), Type.of(Order.class), JournalOptions.defaults().segmentBytes(16 << 10));
        CollectSink<Order> out = Sinks.collect();
        ExecutorService emitters = Executors.newFixedThreadPool(threads);
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(pipeline(source, out), options());
            List<Future<?>> emitting = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String user = "user " + thread;
                boolean waits = thread == 0;
                emitting.add(emitters.submit(() -> emit(source, user, waits ? 30 : each)));
            }
            for (Future<?> future : emitting) {
                future.get();
            }
            job.snapshot();
            source.complete();
            job.join();
        } finally {
            emitters.shutdownNow();
        }
        assertThat(out.values()).hasSize((threads - 1) * each + 30).doesNotHaveDuplicates();
        for (int thread = 1; thread < threads; thread++) {
            String user = "user " + thread;
            assertThat(out.values().stream()
                            .filter(order -> order.user().equals(user))
                            .map(Order::amount))
                    .isEqualTo(IntStream.range(0, each).boxed().toList());
        }
        source.close();
    }

    private static void emit(JournalSource<Order> source, String user, int events) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            if (events == 30) {
                source.emit(new Order(user, i));
            } else {
                written.add(source.emitAsync(new Order(user, i)).toCompletableFuture());
            }
        }
        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void shouldReadAllThereIsWhenDrainedAndTakeNothingMore() {
        JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
        Simulation simulation = simulation(source);
        simulation.steps(1);
        orders(0, 500).forEach(source::emit);
        simulation.drain();
        simulation.run();
        assertThat(simulation.output("out")).isEqualTo(orders(0, 500));
        assertThatThrownBy(() -> source.emit(new Order("late", 1))).hasMessageContaining("was completed");
    }

    @Test
    void shouldReadAllThereIsWhenDrainedAfterItWasClosed() throws Exception {
        JournalSource<Order> source = Sources.journal(journal(), Order.class);
        CollectSink<Order> out = Sinks.collect();
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline(source, out));
            orders(0, 500).forEach(source::emit);
            source.close();
            job.drain();
            job.join();
        }
        assertThat(out.values()).isEqualTo(orders(0, 500));
        try (JournalSource<Order> later = Sources.journal(journal(), Order.class)) {
            assertThatThrownBy(() -> later.emit(new Order("late", 1))).hasMessageContaining("was completed");
        }
    }

    @Test
    void shouldLeaveToTheNextRunWhatWasNotReadWhenStopped() {
        JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
        Simulation simulation = simulation(source);
        simulation.steps(1);
        orders(0, 500).forEach(source::emit);
        simulation.steps(5).stop().run();
        source.close();
        JournalSource<Order> next = Sources.journal(SIMULATED, Order.class);
        Simulation second = simulation.next(pipeline(next, Sinks.collect())).snapshots(Duration.ofMillis(10));
        orders(500, 600).forEach(next::emit);
        next.complete();
        second.run();
        assertThat(second.output("out")).isEqualTo(orders(0, 600));
    }

    private static Simulation simulation(JournalSource<Order> source) {
        return Simulation.of(pipeline(source, Sinks.collect())).seed(3).snapshots(Duration.ofMillis(10));
    }

    @Test
    void shouldRefuseADirectoryThatIsInUse() {
        try (JournalSource<Order> first = Sources.journal(journal(), Order.class);
                JournalSource<Order> second = Sources.journal(journal(), Order.class);
                Engine engine = Engine.withWorkers(1)) {
            first.emit(new Order("a", 1));
            assertThatThrownBy(() -> second.emit(new Order("b", 2)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("is in use")
                    .hasMessageContaining(journal().toString());
            assertThatThrownBy(() -> second.emitAsync(new Order("b", 2))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(JournalException.class);
            assertThatThrownBy(() -> engine.start(pipeline(second, Sinks.collect()), options()))
                    .isInstanceOf(SourceInUseException.class)
                    .hasMessageContaining("is in use");
            Job job = engine.start(pipeline(first, Sinks.collect()));
            assertThatThrownBy(() -> engine.start(pipeline(first, Sinks.collect())))
                    .isInstanceOf(SourceInUseException.class)
                    .hasMessageContaining("job 'orders'");
            job.cancel();
        }
    }

    @Test
    void shouldRefuseTwoSourcesOfAJobThatReadTheSameJournal() {
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class);
                Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("twice");
            pipeline.source("one", source).to("out one", Sinks.discard());
            pipeline.source("two", source).to("out two", Sinks.discard());
            assertThatThrownBy(() -> engine.start(pipeline))
                    .isInstanceOf(SourceInUseException.class)
                    .hasMessageContaining("of the same job already");
        }
    }

    @Test
    void shouldSayWhichFileIsDamagedAndGoOnBehindItWhenToldTo() throws Exception {
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class)) {
            orders(0, 20).forEach(source::emit);
        }
        Path file = files().get(0);
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 4;
        Files.write(file, content);
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class);
                Engine engine = Engine.withWorkers(1)) {
            CollectSink<Order> out = Sinks.collect();
            assertThatThrownBy(() -> engine.start(pipeline(source, out)).join())
                    .hasStackTraceContaining("at byte ")
                    .hasStackTraceContaining(file.toString())
                    .hasStackTraceContaining("Put the file back from a copy")
                    .hasStackTraceContaining("source 'orders'");
            CollectSink<Order> rest = Sinks.collect();
            Pipeline skipping = Pipeline.create("skipping");
            skipping.source("orders", source).onError(Errors.skip()).to("out", rest);
            Job job = engine.start(skipping);
            source.emit(new Order("behind", 1));
            source.complete();
            job.join();
            assertThat(rest.values())
                    .hasSize(20)
                    .contains(new Order("behind", 1))
                    .containsAll(orders(0, 5));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(journal())) {
            return files.filter(file -> file.toString().endsWith(".events"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldAcceptNothingWhileTheDiskIsFullAndGoOnWhenThereIsRoom() {
        SimulatedDisk disk = new SimulatedDisk();
        JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
        source.simulate(disk);
        List<Order> accepted = new ArrayList<>();
        for (long capacity = 600; capacity <= 4_000; capacity += 500) {
            disk.plan(DiskFaults.none().capacity(capacity));
            int refused = 0;
            for (Order order : orders((int) capacity, (int) capacity + 12)) {
                try {
                    source.emit(order);
                    accepted.add(order);
                } catch (JournalException e) {
                    assertThat(e).hasMessageContaining("DISK_FULL").hasMessageContaining("journal " + SIMULATED);
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        }
        disk.plan(DiskFaults.none());
        source.emit(new Order("last", 1));
        accepted.add(new Order("last", 1));
        assertThat(read(disk)).isEqualTo(accepted);
    }

    /** What another process would read. */
    private static List<Order> read(SimulatedDisk disk) {
        disk.kill();
        JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
        source.simulate(disk);
        source.complete();
        try {
            List<Order> read = new ArrayList<>();
            Reading.steps(source, new TestSourceContext(), 7).forEach(step -> read.addAll(step.events()));
            return read;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadEventsOfAnEarlierVersionAndRefuseOthersWhenItStarts() throws Exception {
        try (JournalSource<Order> old = Sources.journal(journal(), Order.class)) {
            orders(0, 3).forEach(old::emit);
        }
        try (JournalSource<OrderWithNote> source = Sources.journal(journal(), OrderWithNote.class);
                Engine engine = Engine.withWorkers(1)) {
            CollectSink<OrderWithNote> out = Sinks.collect();
            Job job = engine.start(pipeline(source, out));
            source.emit(new OrderWithNote("new", 4, "a note"));
            until(() -> out.values().size() == 4);
            job.cancel();
            assertThat(out.values())
                    .startsWith(new OrderWithNote("user 0", 0, null))
                    .endsWith(new OrderWithNote("new", 4, "a note"));
        }
        try (JournalSource<Other> source = Sources.journal(journal(), Other.class);
                Engine engine = Engine.withWorkers(1)) {
            assertThatThrownBy(() -> engine.start(pipeline(source, Sinks.collect())))
                    .isInstanceOf(UnfitSnapshotException.class)
                    .hasMessageContaining("source 'orders'")
                    .hasMessageContaining("cannot be read as they were written");
        }
        assertThatThrownBy(() -> Sources.journal(journal(), Object.class)).isInstanceOf(NoSerdeException.class);
    }

    @Test
    void shouldKeepFilesAsLongAsASnapshotNeedsThem() {
        JournalOptions small = JournalOptions.defaults().segmentBytes(1_024);
        JournalSource<Order> source = Sources.journal(SIMULATED, Type.of(Order.class), small);
        Simulation simulation = Simulation.of(pipeline(source, Sinks.collect())).seed(1);
        simulation.snapshots(Snapshots.in(simulation.disk(), Path.of("/snapshots"))
                .onDemand()
                .keep(1));
        simulation.steps(1);
        int before = emitAndSnapshot(source, simulation, null);
        assertThat(emitAndSnapshot(source, simulation, null)).isLessThanOrEqualTo(before + 1);
        emitAndSnapshot(source, simulation, "kept");
        int kept = emitAndSnapshot(source, simulation, null);
        for (int i = 1; i < 5; i++) {
            assertThat(emitAndSnapshot(source, simulation, null)).isGreaterThan(kept + i);
        }
        simulation.stop().run();
        source.close();
        int read = simulation.output("out").size();
        JournalSource<Order> next = Sources.journal(SIMULATED, Type.of(Order.class), small);
        Simulation back = simulation.next(pipeline(next, Sinks.collect()));
        back.snapshots(Snapshots.in(simulation.disk(), Path.of("/snapshots"))
                .from("kept")
                .keep(1));
        next.complete();
        back.run();
        assertThat(back.output("out").subList(read, back.output("out").size())).hasSize(500);
    }

    private static int emitAndSnapshot(JournalSource<Order> source, Simulation simulation, String name) {
        orders(0, 100).forEach(source::emit);
        simulation.settle();
        simulation.snapshot(name);
        simulation.settle();
        // The next one tells what is kept by then.
        try {
            return simulation.disk().list(SIMULATED).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseASnapshotThatIsOfAnotherJournalOrAheadOfThisOne() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            JournalSource<Order> source = Sources.journal(journal(), Order.class);
            source.emit(new Order("a", 1));
            Path copy = Files.createDirectory(directory.resolve("copy"));
            for (Path file : files()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            CollectSink<Order> out = Sinks.collect();
            Job job = engine.start(pipeline(source, out), options());
            orders(0, 10).forEach(source::emit);
            until(() -> out.values().size() == 11);
            job.stop();
            job.join();
            source.close();
            try (JournalSource<Order> older = Sources.journal(copy, Order.class);
                    JournalSource<Order> other = Sources.journal(directory.resolve("other"), Order.class)) {
                assertThatThrownBy(() -> engine.start(pipeline(older, Sinks.collect()), options()))
                        .isInstanceOf(UnfitSnapshotException.class)
                        .hasMessageContaining("it ends before event 1");
                assertThatThrownBy(() -> engine.start(pipeline(other, Sinks.collect()), options()))
                        .isInstanceOf(UnfitSnapshotException.class)
                        .hasMessageContaining("another journal");
            }
        }
    }

    @Test
    void shouldRefuseOrWaitWhenAsMuchIsUnreadAsMayBe() throws Exception {
        JournalOptions small = JournalOptions.defaults().maxUnread(500);
        try (JournalSource<Order> refusing = Sources.journal(
                        directory.resolve("refusing"), Type.of(Order.class), small.onFull(OnFull.fail()));
                JournalSource<Order> waiting =
                        Sources.journal(directory.resolve("waiting"), Type.of(Order.class), small);
                Engine engine = Engine.withWorkers(1)) {
            assertThatThrownBy(() -> orders(0, 100).forEach(refusing::emit))
                    .isInstanceOf(BufferFullException.class)
                    .hasMessageContaining("bytes wait to be read");
            assertThat(refusing.emitAsync(new Order("b", 1)).toCompletableFuture())
                    .isCompletedExceptionally();
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<?> emitting = thread.submit(() -> orders(0, 100).forEach(waiting::emit));
            CollectSink<Order> out = Sinks.collect();
            Job job = engine.start(pipeline(waiting, out));
            emitting.get();
            waiting.complete();
            job.join();
            assertThat(out.values()).isEqualTo(orders(0, 100));
            thread.shutdown();
            assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void shouldNotBlockAThreadOfTheEngine() throws Exception {
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class);
                Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("loop");
            pipeline.source("orders", source).to("out", Sinks.callback(order -> source.emit(order)));
            Job job = engine.start(pipeline);
            source.emit(new Order("a", 1));
            assertThatThrownBy(job::join).hasStackTraceContaining("use emitAsync");
        }
    }

    @Test
    void shouldNotBlockTheThreadThatWrites() throws Exception {
        JournalOptions small = JournalOptions.defaults().maxUnread(4 << 20);
        try (JournalSource<Order> source = Sources.journal(journal(), Type.of(Order.class), small)) {
            Order large = new Order("x".repeat(3 << 20), 1);
            Thread test = Thread.currentThread();
            CompletableFuture<Void> refused = source.emitAsync(large)
                    .thenCompose(written -> source.emitAsync(large))
                    .thenCompose(written -> {
                        boolean writes = Thread.currentThread() != test;
                        if (writes) {
                            assertThatThrownBy(() -> source.emit(large)).hasMessageContaining("use emitAsync");
                        }
                        // It may be written before it is waited for.
                        return writes
                                ? source.emitAsync(large)
                                : CompletableFuture.<Void>failedFuture(new BufferFullException("nobody writes"));
                    })
                    .toCompletableFuture();
            assertThatThrownBy(refused::join).hasCauseInstanceOf(BufferFullException.class);
        }
    }

    @Test
    void shouldRefuseToBeEndedByTheThreadThatWrites() {
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class)) {
            for (Runnable end : List.<Runnable>of(source::complete, source::close)) {
                Thread test = Thread.currentThread();
                boolean isRefused = false;
                // It may be written before anybody waits for it.
                while (!isRefused) {
                    CompletableFuture<Boolean> refused = source.emitAsync(new Order("a", 1))
                            .thenApply(written -> {
                                if (Thread.currentThread() == test) {
                                    return false;
                                }
                                assertThatThrownBy(end::run)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("by the thread that writes it")
                                        .hasMessageContaining("thenRunAsync");
                                return true;
                            })
                            .toCompletableFuture();
                    isRefused = refused.join();
                }
            }
            source.emitAsync(new Order("b", 1))
                    .thenRunAsync(source::complete)
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void shouldTakeEventsInALaterProcessWhenItCouldNotBeCompleted() {
        for (int call = 1; call <= 2; call++) {
            SimulatedDisk disk = new SimulatedDisk();
            JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
            source.simulate(disk);
            source.emit(new Order("a", 1));
            disk.plan(DiskFaults.failAfterCall(call));
            assertThatThrownBy(source::complete).isInstanceOf(JournalException.class);
            disk.plan(DiskFaults.none());
            disk.kill();
            JournalSource<Order> next = Sources.journal(SIMULATED, Order.class);
            next.simulate(disk);
            next.emit(new Order("b", 2));
            assertThat(read(disk)).containsExactly(new Order("a", 1), new Order("b", 2));
        }
    }

    @Test
    void shouldAcceptTheEventOfAThreadThatIsInterrupted() throws Exception {
        try (JournalSource<Order> source = Sources.journal(journal(), Order.class)) {
            Thread.currentThread().interrupt();
            source.emit(new Order("a", 1));
            assertThat(Thread.interrupted()).isTrue();
            source.emit(new Order("b", 2));
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void shouldSayWhichEventCannotBeWrittenAndGoOn() {
        JournalSource<Order> source = Sources.journal(journal(), Order.class);
        try (source) {
            String tooLong = "x".repeat(70 << 20);
            assertThatThrownBy(() -> source.emitAsync(new Order(tooLong, 1))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("cannot be written");
            assertThatThrownBy(() -> source.emit(null)).isInstanceOf(NullPointerException.class);
            source.emit(new Order("a", 1));
        }
        assertThatThrownBy(() -> source.emit(new Order("a", 1))).hasMessageContaining("was closed");
    }

    @Test
    void shouldTellHowFarItIsBehind() {
        JournalSource<Order> source = Sources.journal(SIMULATED, Order.class);
        Simulation simulation = simulation(source);
        orders(0, 40).forEach(source::emit);
        simulation.hold("orders");
        assertThat(simulation.metrics().lagRecords("orders")).hasValue(40);
        simulation.release("orders").settle();
        assertThat(simulation.metrics().lagRecords("orders")).hasValue(0);
    }
}
