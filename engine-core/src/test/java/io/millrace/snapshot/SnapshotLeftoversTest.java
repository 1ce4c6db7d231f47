package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which files there are while snapshots fail, and what becomes of the job when they vanish. */
@Tag("machine")
class SnapshotLeftoversTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Path ROOT = Path.of("/snapshots").toAbsolutePath();
    private static final int KEYS = 4;

    /** Keeps as much per key as it was told last. */
    private static final class Keeping extends KeyedProcess<Long, Long, Long> {

        private final ValueState<String> kept = value("kept", String.class);

        @Override
        protected void process(Long size, KeyedContext<Long> context, Emitter<Long> out) {
            kept.set("x".repeat(size.intValue()));
            out.emit(size);
        }
    }

    private static final class Counting extends KeyedProcess<Long, Long, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<String> out) {
            count.set(count.get() == null ? 1 : count.get() + 1);
            out.emit(context.key() + ":" + count.get());
        }
    }

    private static Simulation keeping(PushSource<Long> sizes, long seed) {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("sizes", sizes)
                .keyBy(size -> size % KEYS, Long.class)
                .process("keep", Keeping::new)
                .to("out", Sinks.blockingCallback(size -> {}));
        return Simulation.of(pipeline).seed(seed);
    }

    private static void keep(PushSource<Long> sizes, int bytesPerKey) {
        for (long key = 0; key < KEYS; key++) {
            sizes.emit((long) (bytesPerKey / KEYS) * KEYS + key);
        }
    }

    private static List<Path> files(Disk disk, Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path entry : disk.list(directory)) {
            if (disk.size(entry) >= 0) {
                files.add(entry);
            } else {
                files.addAll(files(disk, entry));
            }
        }
        return files;
    }

    private static void delete(Disk disk, Path path) throws IOException {
        if (disk.size(path) < 0 && disk.exists(path)) {
            for (Path entry : disk.list(path)) {
                delete(disk, entry);
            }
        }
        disk.delete(path);
    }

    @Test
    void shouldSucceedAgainWhenTheDiskWasFullOnceAndTheStateFitsAgain() {
        Seeds.check(20, seed -> {
            // One key, so that no snapshot has a part of the change and fills the disk rightly.
            PushSource<Long> sizes = Sources.push(1024);
            Simulation run = keeping(sizes, seed);
            run.snapshots(Snapshots.in(run.disk(), ROOT).every(INTERVAL));
            sizes.emit(KEYS * 1_000L);
            run.advance(INTERVAL.multipliedBy(2));
            run.disk().plan(DiskFaults.none().capacity(20_000));
            sizes.emit(KEYS * 4_600L);
            run.advance(INTERVAL.multipliedBy(5));
            long completed = run.metrics().snapshots().completed();
            assertThat(completed).isPositive();
            assertThat(run.metrics().snapshots().failed()).isGreaterThanOrEqualTo(3);
            sizes.emit(KEYS * 200L);
            run.advance(INTERVAL.multipliedBy(2));
            assertThat(run.metrics().snapshots().completed())
                    .as(() -> run.metrics().snapshots().toString())
                    .isGreaterThan(completed);
            assertThat(run.metrics().snapshots().latestFailure()).isEmpty();
            assertThat(run.state()).isEqualTo(JobState.RUNNING);
        });
    }

    @Test
    void shouldHaveNoMoreFilesThanThoseOfTheChainAndOfTheSnapshotInFlightHoweverManyTakeTooLong() {
        Seeds.check(20, seed -> {
            PushSource<Long> sizes = Sources.push(1024);
            Simulation run = keeping(sizes, seed).parallelism(2);
            run.snapshots(
                    Snapshots.in(run.disk(), ROOT).every(Duration.ofSeconds(20)).timeout(Duration.ofSeconds(5)));
            keep(sizes, 1_000);
            run.advance(Duration.ofSeconds(21));
            assertThat(run.metrics().snapshots().completed()).isPositive();
            int needed = files(run.disk(), ROOT).size();
            run.hold("out");
            for (int i = 0; i < 18; i++) {
                keep(sizes, 1_000 + 4 * i);
                run.advance(Duration.ofSeconds(20));
                assertThat(files(run.disk(), ROOT)).hasSizeLessThanOrEqualTo(needed + 2);
            }
            assertThat(run.metrics().snapshots().failed()).isGreaterThan(15);
            run.release("out").advance(Duration.ofSeconds(40));
            assertThat(run.metrics().snapshots().completed()).isGreaterThan(1);
        });
    }

    @Test
    void shouldDeleteWhatAnEarlierProcessHasLeftWhenItStarts() throws IOException {
        PushSource<Long> sizes = Sources.push(1024);
        Simulation run = keeping(sizes, 1);
        Path left = ROOT.resolve("0000000000000000003").resolve("task-0.state");
        run.disk().makeDirectory(left.getParent());
        run.disk().create(left).close();
        run.snapshots(Snapshots.in(run.disk(), ROOT).onDemand()).settle();
        assertThat(run.disk().exists(left.getParent())).isFalse();
    }

    @Test
    void shouldGoOnWhenLeftoversCannotBeDeletedAndDeleteThemLater() {
        FlakyStore store = new FlakyStore();
        PushSource<Long> sizes = Sources.push(1024);
        Simulation run = keeping(sizes, 1).snapshots(store.snapshots().every(INTERVAL));
        store.onDiscard = () -> {
            throw new IOException("not deleted on purpose");
        };
        store.onWrite = store.onDiscard;
        keep(sizes, 100);
        run.advance(INTERVAL.multipliedBy(3));
        assertThat(run.state()).isEqualTo(JobState.RUNNING);
        store.onWrite = FlakyStore.NONE;
        run.advance(INTERVAL.multipliedBy(2));
        assertThat(run.metrics().snapshots().completed()).isPositive();
        store.onDiscard = FlakyStore.NONE;
        int before = store.discarded;
        run.advance(INTERVAL.multipliedBy(2));
        assertThat(store.discarded).isGreaterThan(before);
    }

    /** What counts is that every snapshot that is said to be complete afterwards can be gone on from. */
    @Test
    void shouldBeginAnewWhenFilesOfTheChainAreGoneAndBeRestorableFromThenOn() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("counting");
            pipeline.source(
                            "numbers",
                            Sources.generate(index -> index).count(2_000).rate(100))
                    .keyBy(number -> number % 7, Long.class)
                    .process("count", Counting::new)
                    .to("counts", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).parallelism(1 + random.nextInt(3));
            run.snapshots(Snapshots.in(run.disk(), ROOT).every(INTERVAL));
            for (int i = 0; i < 3; i++) {
                run.advance(INTERVAL.multipliedBy(2 + random.nextInt(2)));
                long completed = run.metrics().snapshots().completed();
                long broken = run.metrics().snapshots().brokenChains();
                destroy(run.disk(), random);
                run.advance(INTERVAL.multipliedBy(3));
                assertThat(run.metrics().snapshots().completed()).isGreaterThan(completed);
                assertThat(run.metrics().snapshots().brokenChains()).isGreaterThan(broken);
                run.crashAndRestore();
            }
            run.run();
            assertThat(run.output("counts")).hasSize(2_000).doesNotHaveDuplicates();
        });
    }

    /** At least one file of the chain is gone afterwards. */
    private static void destroy(Disk disk, SplittableRandom random) throws IOException {
        List<Path> states = files(disk, ROOT).stream()
                .filter(file -> file.toString().endsWith(".state"))
                .toList();
        switch (random.nextInt(3)) {
            case 0 -> delete(disk, ROOT);
            case 1 -> {
                for (Path directory : disk.list(ROOT)) {
                    delete(disk, directory);
                }
            }
            default -> {
                for (Path state : states) {
                    delete(disk, state);
                }
            }
        }
    }
}
