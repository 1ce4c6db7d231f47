package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.state.store.PathForm;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GrowingDirectoryTest {

    private static final Path IN = Path.of("/in").toAbsolutePath();
    private static final Path DONE = Path.of("/done").toAbsolutePath();
    private static final Duration LOOK = Duration.ofMillis(20);

    record Numbered(long number) {}

    private enum Kind {
        KEPT,
        DELETED,
        MOVED,
        FORGOTTEN
    }

    private static FileSource<Numbered> source(Kind kind, int atOnce) {
        FileSource<Numbered> source = FileSource.in(IN, Csv.of(Numbered.class))
                .glob("*.csv")
                .lookEvery(LOOK)
                .filesAtOnce(atOnce);
        return switch (kind) {
            case KEPT -> source;
            case DELETED -> source.deleteWhenRead();
            case MOVED -> source.moveWhenRead(DONE);
            case FORGOTTEN -> source.ascendingNames();
        };
    }

    private static Pipeline pipeline(FileSource<Numbered> source, int readers) {
        Pipeline pipeline = Pipeline.create("growing");
        pipeline.source("in", source).parallelism(readers).map(Numbered::number).to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldReadEachFileOnceThatAppearsWhateverParallelismTheJobGoesOnWith() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (Kind kind : Kind.values()) {
                check(kind, random);
            }
        });
    }

    private static void check(Kind kind, SplittableRandom random) throws IOException {
        int atOnce = random.nextInt(1, 4);
        Simulation run = begun(Simulation.of(pipeline(source(kind, atOnce), random.nextInt(1, 4)))
                .seed(random.nextLong()));
        List<Long> expected = new ArrayList<>();
        int files = random.nextInt(1, 25);
        for (int file = 0; file < files; file++) {
            expected.addAll(write(run, String.format(Locale.ROOT, "f%04d.csv", file), random));
            run.steps(random.nextInt(60));
            run.advance(Duration.ofMillis(random.nextInt(30)));
            if (random.nextInt(4) == 0) {
                run.crashAndRestore();
            }
            if (random.nextInt(6) == 0) {
                run.stop().run();
                run = begun(run.next(pipeline(source(kind, atOnce), random.nextInt(1, 4))));
            }
        }
        run.advance(Duration.ofSeconds(2)).snapshot("last");
        run.advance(Duration.ofSeconds(1));
        assertThat(run.output("out")).as(kind + " in " + run).containsExactlyInAnyOrderElementsOf(expected);
        List<Path> left = run.disk().list(IN).stream()
                .filter(path -> path.toString().endsWith(".csv"))
                .toList();
        switch (kind) {
            case KEPT, FORGOTTEN -> assertThat(left).hasSize(files);
            case DELETED -> assertThat(left).isEmpty();
            case MOVED -> {
                assertThat(left).isEmpty();
                assertThat(run.disk().list(DONE)).hasSize(files);
            }
        }
    }

    private static Simulation begun(Simulation run) throws IOException {
        run.snapshots(Duration.ofMillis(40));
        run.disk().makeDirectory(IN);
        run.disk().forceAll();
        return run;
    }

    /** As who writes files should: under another name, renamed when it is complete. */
    private static List<Long> write(Simulation run, String name, SplittableRandom random) throws IOException {
        List<Long> numbers = random.longs(random.nextInt(0, 40)).boxed().toList();
        String text = numbers.stream().map(number -> number + "\n").collect(Collectors.joining("", "number\n", ""));
        Path part = IN.resolve(name + ".part");
        Reading.put(run.disk(), part, text.substring(0, text.length() / 2).getBytes(StandardCharsets.UTF_8));
        run.steps(random.nextInt(20));
        Reading.put(run.disk(), part, text.getBytes(StandardCharsets.UTF_8));
        run.disk().move(part, IN.resolve(name));
        run.disk().forceDirectory(IN);
        return numbers;
    }

    @Test
    void shouldRememberNoMoreThanItReadsWhenNamesAscend() throws IOException {
        DirectoryFiles files;
        Simulation run = begun(Simulation.of(pipeline(source(Kind.KEPT, 1), 1)));
        files = new DirectoryFiles(IN, run.disk(), false, null, FileOrder.NAME, null);
        FileFinder finder = new FileFinder(new NamedContext(), files, true, LOOK, (name, end) -> -1);
        TreeSet<String> known = new TreeSet<>();
        for (int file = 0; file < 200; file++) {
            String name = String.format(Locale.ROOT, "f%04d.csv", file);
            Reading.put(run.disk(), IN.resolve(name), new byte[0]);
            TreeSet<String> told = new TreeSet<>();
            finder.find(known).all().forEach(split -> told.add(split.id()));
            assertThat(told).contains(name).hasSizeLessThanOrEqualTo(2);
            known = told;
            finder.onEnd(name, List.of(0L, 0L, 0L, 2L));
        }
        // Another process, which has the last one alone from its snapshot, and whose file is gone.
        FileFinder next = new FileFinder(new NamedContext(), files, true, LOOK, (name, end) -> -1);
        run.disk().delete(IN.resolve("f0199.csv"));
        next.onRestore(Set.of("f0199.csv"));
        assertThat(next.find(Set.of("f0199.csv")).all())
                .extracting(split -> split.id())
                .containsExactly("f0199.csv");
    }

    @Test
    void shouldForgetAFileOnlyWhenNoCrashCanBringItBack() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Path file = IN.resolve("a.csv");
        Reading.put(disk, file, new byte[1]);
        disk.makeDirectory(DONE);
        disk.forceAll();
        for (WhenRead whenRead : List.of(new WhenRead(false, PathForm.of(DONE)), new WhenRead(true, null))) {
            DirectoryFiles files = new DirectoryFiles(IN, disk, false, null, FileOrder.NAME, null);
            FileFinder finder = new DisposingFinder(new NamedContext(), files, whenRead, LOOK, (name, end) -> -1);
            finder.onEnd("a.csv", null);
            // A reader is in the middle of it.
            Path moved = DONE.resolve("a.csv");
            if (whenRead.deletes()) {
                disk.delete(file);
            } else {
                disk.move(file, moved);
            }
            assertThat(finder.find(Set.of("a.csv")).all()).isEmpty();
            disk.crash(() -> 0);
            assertThat(disk.exists(file)).isFalse();
            assertThat(disk.exists(moved)).isEqualTo(!whenRead.deletes());
            if (!whenRead.deletes()) {
                disk.move(moved, file);
                disk.forceAll();
            }
        }
    }

    @Test
    void shouldKnowHowLongAFileWasThatWasReadUnlessThatCannotBeTold() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        String text = "number\n1\n2\n";
        String unfit = "x,".repeat(200_000) + "\n1\n";
        FileSource<Numbered> plain = FileSource.in(IN, Csv.of(Numbered.class).longestRecord(1 << 20));
        assertThat(lengthAtEnd(disk, plain, Compression.NONE, text)).isEqualTo(text.length());
        assertThat(lengthAtEnd(disk, plain, Compression.NONE, unfit)).isEqualTo(-1);
        assertThat(lengthAtEnd(disk, plain.compression(Compression.GZIP), Compression.GZIP, text))
                .isEqualTo(-1);
        FileSource<Numbered> parquet = FileSource.in(IN, Parquet.of(Numbered.class));
        assertThat(parquet.lengthAt("a", List.of(10L, 777L, 0L, 2L))).isEqualTo(777);
    }

    private static long lengthAtEnd(SimulatedDisk disk, FileSource<Numbered> source, Compression by, String text)
            throws IOException {
        Path file = IN.resolve("a");
        Reading.put(disk, file, compressed(text, by));
        RecordReader<Numbered> reader =
                Csv.of(Numbered.class).reader(new FileInput(file, disk, by, Map.of()), null, new NamedContext());
        Batch<Numbered> batch = new Batch<>(100);
        while (reader.fetch(batch) != Fetch.END) {
            batch.clear();
        }
        return source.lengthAt("a", reader.position());
    }

    @Test
    void shouldReadColumnsFromPathsAndPassOverWhatIsNotToBeRead() throws IOException {
        record Sale(String country, int amount) {}
        Pipeline pipeline = Pipeline.create("paths");
        pipeline.source("in", FileSource.in(IN, Csv.of(Sale.class)).recursive()).to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline);
        for (String name : List.of(
                "country=DE/a.csv",
                "country=c%C3%B4te%3D/b.csv",
                "country=DE/.c.csv",
                "_d.csv",
                ".x/country=FR/e.csv",
                "country=DE/f.tmp",
                "country=DE/g.csv.part")) {
            Reading.put(run.disk(), IN.resolve(name), "amount\n1\n".getBytes(StandardCharsets.UTF_8));
        }
        run.run();
        assertThat(run.output("out")).containsExactlyInAnyOrder(new Sale("DE", 1), new Sale("côte=", 1));
    }

    /** Positions of every fetch are gone on from, in the file and in what is not that file any more. */
    @Test
    void shouldGoOnInTheMiddleOfAFileAndFailWhereItWasReplaced() {
        Seeds.check(25, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder("number\n");
            for (int i = 0; i < 500; i++) {
                text.append(random.nextInt(100) == 0 ? "bad".repeat(random.nextInt(1, 200)) : "" + i)
                        .append('\n');
            }
            for (Compression compression : Compression.values()) {
                SimulatedDisk disk = new SimulatedDisk();
                Path file = IN.resolve("a.csv");
                Reading.put(disk, file, compressed(text.toString(), compression));
                FileInput input = new FileInput(file, disk, compression, Map.of());
                List<Long> position = null;
                List<Object> read = new ArrayList<>();
                for (Fetch fetch = Fetch.MORE; fetch == Fetch.MORE; ) {
                    RecordReader<Numbered> reader = reader(input, position);
                    for (int i = random.nextInt(1, 5); i > 0 && fetch == Fetch.MORE; i--) {
                        Batch<Numbered> batch = new Batch<>(random.nextInt(1, 100));
                        fetch = reader.fetch(batch);
                        for (int row = 0; row < batch.size(); row++) {
                            read.add(batch.value(row).number());
                        }
                    }
                    position = reader.position();
                    reader.close();
                }
                List<Object> expected = text.toString()
                        .lines()
                        .skip(1)
                        .filter(line -> !line.startsWith("bad"))
                        .<Object>map(Long::valueOf)
                        .toList();
                assertThat(read).isEqualTo(expected);
                Reading.put(disk, file, compressed(text.toString().replace('7', '8'), compression));
                List<Long> end = position;
                assertThatThrownBy(() -> reader(input, end))
                        .hasMessageContaining("cannot go on reading " + file)
                        .hasMessageContaining("Put the file back as it was");
                Reading.put(disk, file, compressed(text.substring(0, 900), compression));
                assertThatThrownBy(() -> reader(input, end)).hasMessageContaining("it ends before that");
            }
        });
    }

    private static RecordReader<Numbered> reader(FileInput input, List<Long> from) throws IOException {
        return Csv.of(Numbered.class).longestRecord(50).reader(input, from, new NamedContext());
    }

    private static byte[] compressed(String text, Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int half = text.length() / 2;
        for (String part : List.of(text.substring(0, half), text.substring(half))) {
            try (OutputStream out = compression.output(bytes, IN)) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldSayWhatIsWrongWithWhatIsCompressed() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
            Path file = IN.resolve("a" + compression.ending());
            byte[] good = compressed("number\n" + "1\n".repeat(50_000), compression);
            Reading.put(disk, file, Arrays.copyOf(good, good.length - 7));
            assertThatThrownBy(() -> readAll(disk, file, compression)).hasMessageContaining("ends in the middle");
            Reading.put(disk, file, "number\n1\n".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> readAll(disk, file, compression)).hasMessageContaining("not what its name says");
        }
    }

    /** Of several members or frames, a part is cut off, or something is put between two or behind all. */
    @Test
    void shouldFailWhereverWhatIsCompressedIsDamagedRatherThanEnd() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            SimulatedDisk disk = new SimulatedDisk();
            for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
                Path file = IN.resolve("a" + compression.ending());
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                List<Integer> ends = new ArrayList<>();
                int rows = 0;
                for (int part = random.nextInt(1, 5); part > 0; part--) {
                    int more = random.nextInt(random.nextBoolean() ? 3 : 20_000);
                    bytes.write(oneMember((rows == 0 ? "number\n" : "") + "1\n".repeat(more + 1), compression));
                    ends.add(bytes.size());
                    rows += more + 1;
                }
                byte[] good = bytes.toByteArray();
                Reading.put(disk, file, good);
                assertThat(readAll(disk, file, compression)).isEqualTo(rows);
                if (compression == Compression.GZIP) {
                    Reading.put(disk, file, Arrays.copyOf(good, good.length + random.nextInt(2_000)));
                    assertThat(readAll(disk, file, compression)).isEqualTo(rows);
                }
                int cut = random.nextInt(1, good.length);
                if (!ends.contains(cut)) {
                    Reading.put(disk, file, Arrays.copyOf(good, cut));
                    assertThatThrownBy(() -> readAll(disk, file, compression))
                            .as(compression + " cut at " + cut + " of " + ends)
                            .hasMessageContaining("cannot read " + file);
                }
                int at = ends.get(random.nextInt(ends.size()));
                byte[] junk = new byte[random.nextInt(1, 50)];
                random.nextBytes(junk);
                junk[0] |= 1;
                byte[] damaged = new byte[good.length + junk.length];
                System.arraycopy(good, 0, damaged, 0, at);
                System.arraycopy(junk, 0, damaged, at, junk.length);
                System.arraycopy(good, at, damaged, at + junk.length, good.length - at);
                Reading.put(disk, file, damaged);
                assertThatThrownBy(() -> readAll(disk, file, compression))
                        .as(compression + " with " + junk.length + " bytes at " + at + " of " + ends)
                        .hasMessageContaining("cannot read " + file);
            }
        });
    }

    private static byte[] oneMember(String text, Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.output(bytes, IN)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Returns how many records there are. */
    private static long readAll(SimulatedDisk disk, Path file, Compression compression) throws IOException {
        RecordReader<Numbered> reader = reader(new FileInput(file, disk, compression, Map.of()), null);
        long rows = 0;
        for (Fetch fetch = Fetch.MORE; fetch != Fetch.END; ) {
            Batch<Numbered> batch = new Batch<>(1_000);
            fetch = reader.fetch(batch);
            rows += batch.size();
        }
        return rows;
    }
}
