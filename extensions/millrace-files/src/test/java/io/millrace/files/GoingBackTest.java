package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Jobs go on from a snapshot that is not the latest. */
class GoingBackTest {

    private static final Path IN = Path.of("/in").toAbsolutePath();
    private static final Path OUT = Path.of("/out").toAbsolutePath();
    private static final Path SNAPSHOTS = Path.of("/going-back").toAbsolutePath();
    private static final Duration LOOK = Duration.ofMillis(20);

    record Numbered(long number) {}

    private static Simulation begun(Simulation run, int kept, String from) {
        Snapshots snapshots =
                Snapshots.in(run.disk(), SNAPSHOTS).every(Duration.ofMillis(40)).keep(kept);
        return run.snapshots(from == null ? snapshots : snapshots.from(from));
    }

    private static Pipeline reading(boolean ends, boolean deletes, SplittableRandom random) {
        FileSource<Numbered> source = FileSource.in(IN, Csv.of(Numbered.class)).filesAtOnce(random.nextInt(1, 4));
        source = ends ? source : source.lookEvery(LOOK);
        source = random.nextBoolean() ? source : source.ascendingNames();
        source = deletes
                ? source.deleteWhenRead()
                : source.moveWhenRead(Path.of("/done").toAbsolutePath());
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("in", source)
                .parallelism(random.nextInt(1, 4))
                .map(Numbered::number)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldHaveAllFilesThatASnapshotNeedsWhicheverItGoesBackTo() {
        Seeds.check(15, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean deletes = random.nextBoolean();
            int kept = random.nextInt(1, 4);
            Simulation run = Simulation.of(reading(false, deletes, random)).seed(seed);
            begun(run, kept, null);
            run.disk().makeDirectory(IN);
            run.disk().forceAll();
            // What had come out by each snapshot.
            Map<String, List<Object>> named = new TreeMap<>();
            List<Object> all = new ArrayList<>();
            int files = random.nextInt(2, 20);
            for (int file = 0; file < files; file++) {
                all.addAll(write(run, file, random));
                run.steps(random.nextInt(60)).advance(Duration.ofMillis(random.nextInt(60)));
                if (random.nextInt(4) == 0 || (named.isEmpty() && file == files - 1)) {
                    run.settle().snapshot("s" + file);
                    named.put("s" + file, List.copyOf(run.output("out")));
                }
                if (random.nextInt(4) == 0) {
                    run.crashAndRestore();
                }
            }
            run.advance(Duration.ofMillis(random.nextInt(500))).stop().run();
            List<Object> expected = new ArrayList<>(run.output("out"));
            String to = named.keySet().stream()
                    .skip(random.nextInt(named.size()))
                    .findFirst()
                    .orElseThrow();
            run = begun(run.next(reading(false, deletes, random)), kept, to);
            run.advance(Duration.ofSeconds(1)).snapshot("back");
            expected.addAll(all);
            named.get(to).forEach(expected::remove);
            assertThat(run.output("out"))
                    .as("back to " + to + " in " + run)
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    private static List<Long> write(Simulation run, int file, SplittableRandom random) throws IOException {
        List<Long> numbers = random.longs(random.nextInt(1, 30)).boxed().toList();
        String text = numbers.stream().map(number -> number + "\n").collect(Collectors.joining("", "number\n", ""));
        Path part = IN.resolve("f" + (100 + file) + ".csv.part");
        Reading.put(run.disk(), part, text.getBytes(StandardCharsets.UTF_8));
        run.disk().move(part, IN.resolve("f" + (100 + file) + ".csv"));
        run.disk().forceDirectory(IN);
        return numbers;
    }

    @Test
    void shouldDeleteFilesAtTheEndOfTheDataWhenNoOtherSnapshotIsKept() {
        Seeds.check(10, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation run = Simulation.of(reading(true, true, random)).seed(seed);
            begun(run, 1, null);
            run.disk().makeDirectory(IN);
            List<Object> all = new ArrayList<>();
            for (int file = random.nextInt(1, 10); file > 0; file--) {
                all.addAll(write(run, file, random));
            }
            run.run();
            assertThat(run.output("out")).containsExactlyInAnyOrderElementsOf(all);
            assertThat(run.disk().list(IN)).isEmpty();
        });
    }

    private static Pipeline writing(long count, SplittableRandom random) {
        FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class)).rollAt(random.nextInt(20, 400));
        sink = random.nextBoolean() ? sink : sink.rollEvery(Duration.ofMillis(random.nextInt(1, 200)));
        sink = random.nextBoolean() ? sink : sink.partitionedBy("part", each -> each.number() % 3);
        Pipeline pipeline = Pipeline.create("writing");
        pipeline.source("in", Sources.generate(Numbered::new).count(count).rate(2_000))
                .parallelism(2)
                .rebalance()
                .filter(each -> true)
                .parallelism(random.nextInt(1, 4))
                .to("out", sink);
        return pipeline;
    }

    @Test
    void shouldRefuseAnOlderSnapshotUntilWhatCameBehindItIsMovedAway() {
        AtomicInteger refusals = new AtomicInteger();
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long count = 1_000;
            Simulation run = begun(Simulation.of(writing(count, random)).seed(seed), 3, null);
            run.disk().makeDirectory(OUT);
            run.disk().forceAll();
            for (int i = random.nextInt(4); i > 0; i--) {
                run.advance(Duration.ofMillis(random.nextInt(100))).steps(random.nextInt(20));
                if (random.nextBoolean()) {
                    run.crashAndRestore();
                }
            }
            run.advance(Duration.ofMillis(random.nextInt(200))).snapshot("s");
            Set<Path> known = whole(run, OUT).keySet();
            for (int i = random.nextInt(4); i > 0; i--) {
                run.advance(Duration.ofMillis(random.nextInt(200)));
                if (random.nextBoolean()) {
                    run.crashAndRestore();
                }
            }
            if (random.nextBoolean()) {
                run.stop();
            }
            run.run();
            Set<Path> later = whole(run, OUT).keySet();
            later.removeAll(known);
            refusals.addAndGet(later.isEmpty() ? 0 : 1);
            Simulation next = begun(run.next(writing(count, random)), 3, "s");
            Throwable refusal = catchThrowable(next::run);
            while (refusal != null) {
                assertThat(refusal).hasStackTraceContaining("start from the latest snapshot");
                follow(next, refusal, later);
                next = begun(next.next(writing(count, random)), 3, "s");
                refusal = catchThrowable(next::run);
            }
            assertThat(numbers(next))
                    .as(next.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, count).boxed().toList());
        });
        assertThat(refusals).hasPositiveValue();
    }

    /** Does what a message says. */
    private static void follow(Simulation run, Throwable refusal, Set<Path> later) throws IOException {
        String message = String.valueOf(refusal.getCause() == null ? refusal : refusal.getCause());
        Matcher cut =
                Pattern.compile("(/out/\\S+): it has .* cut it to (\\d+) bytes").matcher(message);
        if (cut.find()) {
            Path file = Path.of(cut.group(1));
            Reading.put(run.disk(), file, Arrays.copyOf(run.disk().content(file), Integer.parseInt(cut.group(2))));
            return;
        }
        String names =
                message.replaceFirst("(?s).*move them away first: ", "").replaceFirst("(?s)( and \\d+ more)?;.*", "");
        for (String name : names.split(", ", -1)) {
            Path file = OUT.resolve(name);
            assertThat(later).contains(file);
            run.disk().delete(file);
        }
        run.disk().forceAll();
    }

    private static List<Long> numbers(Simulation run) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (byte[] content : whole(run, OUT).values()) {
            new String(content, StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> numbers.add(Long.valueOf(line)));
        }
        return numbers;
    }

    private static Map<Path, byte[]> whole(Simulation run, Path directory) throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        for (Path path : run.disk().list(directory)) {
            if (run.disk().isDirectory(path)) {
                files.putAll(whole(run, path));
            } else if (!path.getFileName().toString().startsWith(".")) {
                files.put(path, run.disk().content(path));
            }
        }
        return files;
    }
}
