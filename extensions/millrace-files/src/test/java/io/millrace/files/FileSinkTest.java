package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.state.store.FileDisk;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

    private static final Path OUT = Path.of("/out").toAbsolutePath();

    record Numbered(long number) {}

    record Named(String name, Optional<String> other) {}

    private static Simulation run(FileSink<Numbered> sink, long count) throws IOException {
        return onDisk(Simulation.of(pipeline(sink, count)));
    }

    private static Pipeline pipeline(FileSink<Numbered> sink, long count) {
        Pipeline pipeline = Pipeline.create("numbers");
        pipeline.source("in", Sources.generate(Numbered::new).count(count)).to("out", sink);
        return pipeline;
    }

    private static Simulation onDisk(Simulation run) throws IOException {
        run.disk().makeDirectory(OUT);
        return run;
    }

    private static List<String> names(Simulation run) throws IOException {
        return run.disk().list(OUT).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.endsWith(".lock"))
                .toList();
    }

    private static String text(Simulation run, String name) throws IOException {
        return new String(run.disk().content(OUT.resolve(name)), StandardCharsets.UTF_8);
    }

    /** What is in all files, without their headers. */
    private static List<Long> numbers(Simulation run) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (String name : names(run)) {
            text(run, name).lines().skip(1).forEach(line -> numbers.add(Long.valueOf(line)));
        }
        return numbers;
    }

    @Test
    void shouldBeginAnotherFileWhenOneIsLargeInAJobWithoutSnapshots() throws IOException {
        Simulation run = run(FileSink.in(OUT, Csv.of(Numbered.class)).rollAt(30).named("n"), 25)
                .run();
        assertThat(names(run)).hasSizeGreaterThan(1).allMatch(name -> name.matches("n-0001-000-00000\\d\\.csv"));
        assertThat(numbers(run))
                .containsExactlyElementsOf(LongStream.range(0, 25).boxed().toList());
        assertThat(text(run, names(run).get(0))).startsWith("number\n0\n1\n").hasSizeGreaterThanOrEqualTo(30);
        // Another run without snapshots has the same attempt, and other names.
        Simulation next = run.next(
                        pipeline(FileSink.in(OUT, Csv.of(Numbered.class)).named("n"), 3))
                .run();
        assertThat(numbers(next)).hasSize(28);
    }

    /** Names that begin so are passed over by who reads the directory. */
    @Test
    void shouldHideNoFileWhateverTheSinkIsCalled() throws IOException {
        for (String name : List.of("out", "_out", ".out", "__", "a b", "_")) {
            Pipeline writing = Pipeline.create("writing");
            writing.source("in", Sources.of(new Numbered(7)))
                    .to(name, FileSink.in(OUT, Csv.of(Numbered.class)).partitionedBy("by", each -> name));
            Simulation wrote = onDisk(Simulation.of(writing)).run();
            Pipeline reading = Pipeline.create("reading");
            reading.source("in", FileSource.in(OUT, Csv.of(Numbered.class)).recursive())
                    .to("read", Sinks.discard());
            assertThat(wrote.next(reading).run().output("read")).as(name).containsExactly(new Numbered(7));
        }
    }

    @Test
    void shouldEndAFileWithEachSnapshotUnlessItMayBeOlder() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean goesOn = random.nextBoolean();
            FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class));
            Simulation run =
                    onDisk(Simulation.of(pipeline(goesOn ? sink.rollEvery(Duration.ofHours(1)) : sink, 10_000)));
            run.seed(seed).batchSize(4).snapshots(Duration.ofDays(1));
            for (int i = 0; i < 5; i++) {
                run.steps(random.nextInt(1, 40)).barrier();
            }
            run.run();
            assertThat(numbers(run))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 10_000).boxed().toList());
            if (goesOn) {
                assertThat(names(run)).hasSize(1);
            }
        });
    }

    @Test
    void shouldKeepWhatASnapshotHasOfAFileThatEndsBeforeTheTaskFails() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class))
                    .rollEvery(Duration.ofHours(1))
                    .rollAt(random.nextInt(30, 400));
            AtomicBoolean fails = new AtomicBoolean(true);
            long at = random.nextLong(10, 1_000);
            Pipeline pipeline = Pipeline.create("numbers");
            pipeline.source("in", Sources.generate(Numbered::new).count(1_000))
                    .map(each -> {
                        if (each.number() == at && fails.getAndSet(false)) {
                            throw new IllegalStateException("fails once");
                        }
                        return each;
                    })
                    .typed(Numbered.class)
                    .to("out", sink);
            Simulation run = onDisk(Simulation.of(pipeline)).restart(Restart.fixedDelay(1, Duration.ZERO));
            run.seed(seed).batchSize(4).snapshots(Duration.ofDays(1));
            for (int i = 0; i < 5; i++) {
                run.steps(random.nextInt(1, 30)).barrier();
            }
            run.run();
            assertThat(fails).isFalse();
            assertThat(numbers(run))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 1_000).boxed().toList());
        });
    }

    @Test
    void shouldShowWhatAStoppedJobHadOpenWhenItIsStartedAgain() throws IOException {
        FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class)).rollEvery(Duration.ofHours(1));
        Pipeline endless = Pipeline.create("numbers");
        endless.source(
                        "in",
                        FileSource.in(Path.of("/in").toAbsolutePath(), Csv.of(Numbered.class))
                                .lookEvery(Duration.ofSeconds(1)))
                .to("out", sink);
        Simulation run = onDisk(Simulation.of(endless)).snapshots(Duration.ofSeconds(1));
        Reading.put(
                run.disk(), Path.of("/in/a.csv").toAbsolutePath(), "number\n1\n2\n".getBytes(StandardCharsets.UTF_8));
        run.advance(Duration.ofSeconds(10)).stop().run();
        assertThat(names(run)).containsExactly(".out-0001-000-000000.csv.pending");
        Simulation next = run.next(endless).snapshots(Duration.ofSeconds(1)).advance(Duration.ofSeconds(10));
        assertThat(names(next)).containsExactly("out-0001-000-000000.csv");
        assertThat(numbers(next)).containsExactly(1L, 2L);
    }

    @Test
    void shouldRefuseADirectoryThatHasFilesOfAJobWhoseSnapshotsAreMissing() throws IOException {
        FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class));
        Simulation run = run(sink, 3).run();
        Simulation next = run.next(pipeline(sink, 3)).snapshots(Duration.ofSeconds(1));
        assertThatThrownBy(next::run)
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("out-0001-000-000000.csv is there")
                .hasMessageContaining("know nothing of it");
    }

    @Test
    void shouldSayThatThereIsNoDirectory() {
        Simulation run = Simulation.of(pipeline(FileSink.in(OUT, Csv.of(Numbered.class)), 3));
        assertThatThrownBy(run::run).hasMessageContaining("cannot write files into " + OUT, "make it first");
    }

    @Test
    void shouldNameSinkRecordAndColumnOfWhatCannotBeWritten() throws IOException {
        Pipeline pipeline = Pipeline.create("names");
        pipeline.source("in", Sources.of(new Named(null, Optional.empty())))
                .to("out", FileSink.in(OUT, Csv.of(Named.class)));
        assertThatThrownBy(onDisk(Simulation.of(pipeline))::run)
                .hasMessageContaining("'out'")
                .hasMessageContaining("column 'name': it is null; make the component an Optional")
                .hasMessageContaining("Named[name=null");
    }

    record Nested(String text, List<Named> all, Optional<Named> maybe, BigDecimal number) {}

    @Test
    @SuppressWarnings("NullOptional") // it is refused
    void shouldWriteNothingInJsonThatItsReaderWouldReject() throws IOException {
        Named good = new Named("n", Optional.empty());
        Map<Nested, String> bad = Map.of(
                new Nested(null, List.of(good), Optional.empty(), BigDecimal.ONE), "column 'text': it is null",
                new Nested("", List.of(good), null, BigDecimal.ONE), "column 'maybe': it is null",
                new Nested("", List.of(good, new Named(null, Optional.empty())), Optional.empty(), BigDecimal.ONE),
                        "column 'all[1].name': it is null",
                new Nested("", List.of(), Optional.of(new Named("", null)), BigDecimal.ONE), "other': it is null",
                new Nested("", List.of(), Optional.empty(), new BigDecimal("1".repeat(1_001))), "column 'number'");
        for (Map.Entry<Nested, String> each : bad.entrySet()) {
            Pipeline pipeline = Pipeline.create("names");
            pipeline.source("in", Sources.of(each.getKey())).to("out", FileSink.in(OUT, JsonLines.of(Nested.class)));
            assertThatThrownBy(onDisk(Simulation.of(pipeline))::run)
                    .hasMessageContaining("'out'")
                    .hasMessageContaining("Nested[text=")
                    .hasMessageContaining(each.getValue());
        }
    }

    @Test
    void shouldWriteNoRecordThatIsTooLongToBeRead() throws IOException {
        Named longest = new Named("x".repeat(98), Optional.empty());
        Named longer = new Named("x".repeat(99), Optional.empty());
        for (FileFormat<Named> format : List.of(
                Csv.of(Named.class).longestRecord(99),
                JsonLines.of(Named.class).longestRecord(98 + "{'name':'','other':null}".length()))) {
            Pipeline pipeline = Pipeline.create("names");
            pipeline.source("in", Sources.of(longest)).to("out", FileSink.in(OUT, format));
            Simulation run = onDisk(Simulation.of(pipeline)).run();
            byte[] written = run.disk().content(OUT.resolve(names(run).get(0)));
            assertThat(Reading.of(format, written)).isEqualTo(new Reading(List.of(longest), List.of()));
            Pipeline next = Pipeline.create("names");
            next.source("in", Sources.of(longer)).to("out", FileSink.in(OUT, format));
            assertThatThrownBy(onDisk(Simulation.of(next))::run)
                    .hasMessageContaining("and a reader takes")
                    .hasMessageContaining("Named[name=xxx");
        }
    }

    @Test
    void shouldNameTheRecordWhosePartitionCannotBeADirectory() throws IOException {
        for (Map.Entry<String, String> each : Map.of(
                        "x".repeat(251),
                        "is too long",
                        "\u20ac".repeat(84),
                        "is too long",
                        "%".repeat(84),
                        "is too long",
                        "a\ud800",
                        "has half of a surrogate pair")
                .entrySet()) {
            Pipeline pipeline = Pipeline.create("names");
            pipeline.source("in", Sources.of(new Named(each.getKey(), Optional.empty())))
                    .to("out", FileSink.in(OUT, Csv.of(Named.class)).partitionedBy("part", Named::name));
            assertThatThrownBy(onDisk(Simulation.of(pipeline))::run)
                    .hasMessageContaining("'out'")
                    .hasMessageContaining("Named[name=")
                    .hasMessageContaining("of the partition column 'part' " + each.getValue());
        }
    }

    @Test
    void shouldReadBackAnyPartitionThatADirectoryCanBe() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Named> records = Stream.generate(() -> new Named(Sample.text(random), Optional.empty()))
                    .limit(20)
                    .toList();
            Pipeline pipeline = Pipeline.create("names");
            pipeline.source("in", Sources.collection(records))
                    .typed(Named.class)
                    .to("out", FileSink.in(OUT, JsonLines.of(Named.class)).partitionedBy("part", Named::name));
            Simulation run = onDisk(Simulation.of(pipeline)).run();
            for (Path level : run.disk().list(OUT)) {
                String part =
                        Partition.of(List.of(level.getFileName().toString())).get("part");
                for (Path file : run.disk().list(level)) {
                    Reading.of(JsonLines.of(Named.class), run.disk().content(file))
                            .records()
                            .forEach(record ->
                                    assertThat(((Named) record).name()).isEqualTo(part == null ? "" : part));
                }
            }
        });
    }

    @Test
    void shouldLookThroughDirectoriesThatLinksLeadBackToOnce(@TempDir Path directory) throws IOException {
        Path inner = Files.createDirectory(directory.resolve("part=1"));
        Files.writeString(inner.resolve("out-0001-000-000000.csv"), "number\n1\n");
        Files.createSymbolicLink(directory.resolve("part=2"), Path.of("."));
        Files.createSymbolicLink(inner.resolve("other=3"), directory);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("part=4"), inner);
        OutputFolder folder = new OutputFolder(FileDisk.INSTANCE, directory, "out", ".csv");
        assertThat(folder.wholeSince(Map.of())).containsExactly("part=1/out-0001-000-000000.csv");
        DirectoryFiles files = new DirectoryFiles(directory, FileDisk.INSTANCE, true, null, FileOrder.NAME, null);
        assertThat(files.names())
                .containsExactly("elsewhere/part=4/out-0001-000-000000.csv", "part=1/out-0001-000-000000.csv");
    }

    @Test
    void shouldLeaveNoHiddenFileWhenTheDiskFailsInAJobWithoutSnapshots() throws IOException {
        int failures = 0;
        for (int call = 1; call < 60; call++) {
            for (DiskFaults faults : List.of(DiskFaults.failCall(call), DiskFaults.failAfterCall(call))) {
                Simulation run = run(FileSink.in(OUT, Csv.of(Numbered.class)).rollAt(20), 25);
                run.disk().plan(faults);
                failures += catchThrowable(run::run) == null ? 0 : 1;
                run.disk().plan(DiskFaults.none());
                assertThat(names(run)).as(faults.toString()).noneMatch(name -> name.endsWith(".pending"));
            }
        }
        assertThat(failures).isGreaterThan(20);
    }

    @Test
    void shouldNotBeReadByTheJobThatWritesIt(@TempDir Path directory) {
        Pipeline pipeline = Pipeline.create("endless");
        pipeline.source("in", FileSource.in(directory, Csv.of(Numbered.class)).lookEvery(Duration.ofSeconds(1)))
                .to("out", FileSink.in(directory, Csv.of(Numbered.class)));
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(pipeline))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("which source 'in' reads");
        }
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() {
        FileSink<Numbered> sink = FileSink.in(OUT, Csv.of(Numbered.class));
        assertThatThrownBy(() -> sink.rollAt(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.rollEvery(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.openFiles(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.named("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.named("_a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'_a' begins with an underscore");
        assertThatThrownBy(() -> sink.partitionedBy("a/b", Numbered::number))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sink.partitionedByTime("dt", "bad pattern {"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileSource.of(OUT, Csv.of(Numbered.class)).lookEvery(Duration.ofDays(1)))
                .hasMessageContaining("FileSource.in(directory, format)");
    }
}
