package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every bounded, replayable source has to do. */
class ReplayContractTest {

    private static final int EVENTS = 10;
    private static final List<Integer> BATCH_SIZES = List.of(1, 2, 3, 7, EVENTS, EVENTS + 1, 1_000);

    @TempDir
    private Path directory;

    enum Kind {
        OF,
        COLLECTION,
        ITERABLE,
        GENERATOR,
        RATED_GENERATOR,
        INTERLEAVED,
        LINES,
        NUMBERED_LINES
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldReadEverythingInOrderWhateverTheBatchSize(Kind kind) throws Exception {
        for (int batchSize : BATCH_SIZES) {
            assertThat(Reading.all(source(kind), null, batchSize))
                    .as("batch size %d", batchSize)
                    .isEqualTo(expected(kind));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldReadExactlyTheRestWhenResumedAtAnyPosition(Kind kind) throws Exception {
        for (int batchSize : BATCH_SIZES) {
            int read = 0;
            for (Reading.Step<?> step : Reading.steps(source(kind), new TestSourceContext(), batchSize)) {
                read += step.events().size();
                assertThat(Reading.all(source(kind), step.position(), 3))
                        .as("after %d events, at %s", read, step.position())
                        .isEqualTo(expected(kind).subList(read, EVENTS));
            }
            assertThat(read).isEqualTo(EVENTS);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldServeSeveralJobsWhenOpenedAgain(Kind kind) throws Exception {
        Source<?> source = source(kind);

        assertThat(Reading.all(source, null, 4)).isEqualTo(Reading.all(source, null, 5));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldRefuseWhenThePositionIsNotOneOfItsOwn(Kind kind) throws Exception {
        Source<?> source = source(kind);

        assertThatThrownBy(() -> source.open(new TestSourceContext("somewhere")))
                .isInstanceOf(UnfitSnapshotException.class)
                .hasMessageContaining("source 'input' cannot go on at somewhere");
    }

    private Source<?> source(Kind kind) throws Exception {
        return switch (kind) {
            case OF -> Sources.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            case COLLECTION -> Sources.collection(texts());
            case ITERABLE -> Sources.collection(() -> texts().iterator());
            case GENERATOR -> Sources.generate(Long::toString).count(EVENTS);
            // The test's clock stands still, so everything has to be due at once.
            case RATED_GENERATOR ->
                Sources.generate(Long::toString).count(EVENTS).rate(1e12);
            case INTERLEAVED -> Sources.interleaved(List.of(Sources.collection(texts()), Sources.of()));
            case LINES -> Sources.lines(file());
            case NUMBERED_LINES -> Sources.numberedLines(file());
        };
    }

    private List<?> expected(Kind kind) throws Exception {
        return kind == Kind.NUMBERED_LINES
                ? LongStream.range(0, EVENTS)
                        .mapToObj(i -> new Line(directory.resolve("lines.txt"), i + 1, Long.toString(i)))
                        .toList()
                : texts();
    }

    private static List<String> texts() {
        return IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList();
    }

    private Path file() throws Exception {
        String text = Stream.of("\uFEFF0\n1\r\n", String.join("\n", texts().subList(2, EVENTS)))
                .reduce("", String::concat);
        return Files.writeString(directory.resolve("lines.txt"), text);
    }
}
