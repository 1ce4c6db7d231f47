package io.millrace.window.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException;
import io.millrace.snapshot.Snapshot;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is in a snapshot whose checksums are right, a job either goes on from it and ends, or refuses it: it never runs
 * out of memory or into a loop, no error of the engine's own code comes out, and lines that were visible stay. {@code -Dmillrace.fuzz=N} sets how many
 * snapshots are tried, {@code -Dmillrace.seed=N} repeats one.
 */
@Tag("fuzz")
@Timeout(value = 1, unit = TimeUnit.DAYS) // for all that one may ask for
class SnapshotFuzzTest {

    private static final int INPUTS = Integer.getInteger("millrace.fuzz", 10_000);
    private static final Long ONLY = Long.getLong("millrace.seed");

    /** Longer than the whole test should take: what takes that long does not end. */
    private static final long PATIENCE_SECONDS = 60;

    private static final Set<Class<? extends Throwable>> NEVER = Set.of(
            OutOfMemoryError.class,
            StackOverflowError.class,
            NullPointerException.class,
            ClassCastException.class,
            NegativeArraySizeException.class,
            IndexOutOfBoundsException.class,
            UnsupportedOperationException.class,
            AssertionError.class);

    @TempDir
    private Path directory;

    private final AtomicLong current = new AtomicLong();
    private final List<String> failures = new ArrayList<>();
    private int refused;
    private long slowest;
    private long slowestSeed;

    @Test
    void shouldGoOnFromTheSnapshotsAsTheyAre() throws IOException {
        for (Crafted crafted : corpus()) {
            crafted.on(crafted.intact(), 2).run();
            assertThat(Snapshot.list(crafted.on(crafted.intact(), 1).disk(), Crafted.PLACE))
                    .isNotEmpty()
                    .allSatisfy(snapshot -> assertThat(snapshot.toString()).doesNotContain("cannot be read"));
        }
    }

    @Test
    void shouldGoOnOrRefuseWhateverIsInASnapshot() throws Exception {
        List<Crafted> corpus = corpus();
        Thread fuzzing = new Thread(() -> tryAll(corpus), "fuzzing");
        fuzzing.setDaemon(true);
        fuzzing.start();
        long last = -1;
        while (fuzzing.isAlive()) {
            fuzzing.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (fuzzing.isAlive() && current.get() == last) {
                StringBuilder stack = new StringBuilder();
                for (StackTraceElement element : fuzzing.getStackTrace()) {
                    stack.append("\n  at ").append(element);
                }
                fail("seed " + last + " does not end: it is" + stack);
            }
            last = current.get();
        }
        System.out.println(INPUTS + " crafted snapshots: " + refused + " refused, the slowest took "
                + slowest / 1_000_000 + " ms (seed " + slowestSeed + ")");
        assertThat(failures).isEmpty();
    }

    private List<Crafted> corpus() throws IOException {
        Path input = directory.resolve("input.txt");
        Files.write(input, Collections.nCopies(Jobs.EVENTS, "a line"));
        List<Crafted> corpus = new ArrayList<>();
        int parallelism = 0;
        for (Jobs.Job job : Jobs.all(input)) {
            corpus.add(new Crafted(job, 1 + parallelism++ % 2));
        }
        return corpus;
    }

    private void tryAll(List<Crafted> corpus) {
        long first = ONLY == null ? 0 : ONLY;
        long count = ONLY == null ? INPUTS : 1;
        for (long seed = first; seed < first + count && failures.size() < 10; seed++) {
            current.set(seed);
            long before = System.nanoTime();
            tryOne(corpus, seed);
            long took = System.nanoTime() - before;
            if (took > slowest) {
                slowest = took;
                slowestSeed = seed;
            }
        }
    }

    private void tryOne(List<Crafted> corpus, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Crafted crafted = corpus.get(random.nextInt(corpus.size()));
        Map<Path, byte[]> files = crafted.changed(random);
        try {
            look(crafted.on(files, 1));
            Simulation run = crafted.on(files, 1 + random.nextInt(3)).seed(seed);
            goOn(run, seed);
            if (!Crafted.hasKept(files, run.disk())) {
                failures.add("seed " + seed + ": lines that were committed are gone");
            }
        } catch (Throwable e) {
            check(seed, e);
        }
    }

    private void goOn(Simulation run, long seed) {
        try {
            run.run();
        } catch (SimulationException e) {
            refused++;
            check(seed, e);
            if (!(e.getCause() instanceof JobRefusedException) && !isSumBeyondLong(e)) {
                failures.add("seed " + seed + " is no refusal: " + e + ", for " + e.getCause());
            }
        } catch (JobRefusedException e) {
            refused++;
            check(seed, e);
        }
    }

    /** A state that a job may be in: events to come may bring the sum back. It is told when the result is asked for. */
    private static boolean isSumBeyondLong(Throwable e) {
        return e.getCause() instanceof OperatorException failed
                && failed.getCause() instanceof ArithmeticException beyond
                && beyond.getMessage().contains("which is no long");
    }

    /** Reads all there is without the job. */
    private static void look(Simulation run) {
        try {
            for (Snapshot snapshot : Snapshot.list(run.disk(), Crafted.PLACE)) {
                assertThat(snapshot.toString()).isNotEmpty();
                snapshot.positions("samples");
                snapshot.lists("memory", Type.of(String.class), Memory.RECENT);
                snapshot.maps("memory", Type.of(String.class), Memory.KINDS);
                snapshot.values("memory", Type.of(String.class), Memory.FORMS);
                snapshot.timers("memory", "quiet", String.class);
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("/snapshots/");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("is kept per window");
        }
    }

    private void check(long seed, Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            Throwable each = cause;
            if (NEVER.stream().anyMatch(never -> never.isInstance(each))) {
                StackTraceElement[] stack = each.getStackTrace();
                failures.add("seed " + seed + ": " + each + (stack.length == 0 ? "" : " at " + stack[0]) + ", in: "
                        + error.getMessage());
                return;
            }
        }
    }
}
