package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that is opened at any position of another one, as a snapshot has it, reads exactly the rest. */
class ReplayPropertyTest {

    private static final List<String> PARTS = List.of("a", "word", "ä", "€", "😀", " ", "\r", "\t", "\uFEFF");
    private static final List<String> ENDS = List.of("\n", "\r\n", "\n\n", "\r\r\n");

    @TempDir
    private Path directory;

    @Test
    void shouldReadTheRestOfAnyFile() {
        Seeds.check(150, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = file(random, "lines-" + seed);
            check(random, Sources.lines(file));
            check(random, Sources.numberedLines(file));
        });
    }

    @Test
    void shouldMakeTheRestOfTheIndicesWithAnyNumberOfReaders() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(60);
            GeneratorSource<Long> source = Sources.<Long>generate(i -> i).count(count);
            // The test's clock stands still, so everything has to be due at once.
            Source<Long> either = random.nextBoolean() ? source : source.rate(1e12);
            checkRescaled(random, either, 6, LongStream.range(0, count).boxed().toList());
        });
    }

    @Test
    void shouldMakeAscendingIndicesWhenReadersWereUnequallyFar() throws Exception {
        GeneratorSource<Long> source = Sources.<Long>generate(i -> i).count(24);
        List<Object> positions = source.redistribute(List.of(3L, 13L, 8L), 2);

        assertThat(read(source, 0, positions)).containsExactly(3L, 6L, 9L, 12L, 14L, 16L, 18L, 20L, 22L);
        assertThat(read(source, 1, positions)).containsExactly(8L, 11L, 13L, 15L, 17L, 19L, 21L, 23L);
    }

    @Test
    void shouldNameTheRemedyWhenPositionsCannotBeDivided() {
        assertThatThrownBy(() -> Sources.of("a").redistribute(List.of(1L, 2L), 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the snapshot has the positions of 2 readers, which this source cannot divide among 3:"
                        + " keep .parallelism(2) right behind the source");
        assertThatThrownBy(() -> Sources.generate(i -> i).redistribute(List.of("x"), 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("x is no position of a generator");
    }

    private static List<Long> read(Source<Long> source, int subtask, List<Object> positions) throws Exception {
        TestSourceContext context = new TestSourceContext(subtask, positions.size(), positions.get(subtask));
        return Reading.steps(source, context, 4).stream()
                .flatMap(step -> step.events().stream())
                .toList();
    }

    private static <T> void check(SplittableRandom random, Source<T> source) throws Exception {
        List<T> all = Reading.all(source, null, 1 + random.nextInt(8));
        int read = 0;
        for (Reading.Step<T> step : Reading.steps(source, new TestSourceContext(), 1 + random.nextInt(8))) {
            read += step.events().size();
            assertThat(Reading.all(source, stored(step.position()), 1 + random.nextInt(8)))
                    .isEqualTo(all.subList(read, all.size()));
        }
        assertThat(read).isEqualTo(all.size());
    }

    /** Reads with changing numbers of readers, each for some steps. */
    private static <T> void checkRescaled(SplittableRandom random, Source<T> source, int most, List<T> all)
            throws Exception {
        List<T> read = new ArrayList<>();
        List<Object> positions = null;
        for (int attempt = 0; attempt < 4; attempt++) {
            int readers = 1 + random.nextInt(most);
            List<Object> starts = positions == null ? null : source.redistribute(positions, readers);
            List<Object> ends = new ArrayList<>();
            for (int reader = 0; reader < readers; reader++) {
                Object start = starts == null ? null : starts.get(reader);
                int steps = attempt == 3 ? Integer.MAX_VALUE : random.nextInt(6);
                ends.add(readSome(random, source, new TestSourceContext(reader, readers, start), steps, read));
            }
            positions = ends;
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(all);
    }

    private static <T> Object readSome(
            SplittableRandom random, Source<T> source, TestSourceContext context, int most, List<T> into)
            throws Exception {
        List<Reading.Step<T>> steps = Reading.steps(source, context, 1 + random.nextInt(4));
        Object position = firstPosition(source, context);
        for (Reading.Step<T> step : steps.subList(0, Math.min(most, steps.size()))) {
            into.addAll(step.events());
            position = step.position();
        }
        return stored(position);
    }

    private static Object firstPosition(Source<?> source, TestSourceContext context) throws Exception {
        SourceReader<?> reader = source.open(context);
        try {
            return reader.position();
        } finally {
            reader.close();
        }
    }

    /** As it comes back from a snapshot. */
    private static Object stored(Object position) throws Exception {
        return PositionSerdeTest.read(PositionSerdeTest.written(position));
    }

    private Path file(SplittableRandom random, String name) throws Exception {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (int line = random.nextInt(12); line > 0; line--) {
            for (int part = random.nextInt(5); part > 0; part--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            if (line > 1 || random.nextBoolean()) {
                text.append(ENDS.get(random.nextInt(ENDS.size())));
            }
        }
        return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    }
}
