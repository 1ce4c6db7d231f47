package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.refusal.UnfitSnapshotException;
import io.millrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterleavedSourceTest {

    private static final Source<String> LETTERS = Sources.of("a", "b", "c", "d", "e");
    private static final Source<String> DIGITS = Sources.of("1", "2");
    private static final Source<String> NONE = Sources.of();

    @Test
    void shouldReadInTurnsAndSayWhereRowsComeFrom() throws Exception {
        assertThat(portions(Sources.interleaved(List.of(LETTERS, NONE, DIGITS)), new TestSourceContext(), 2))
                .containsExactly("0/3[a, b]", "1/3[]end", "2/3[1, 2]", "0/3[c, d]", "2/3[]end", "0/3[e]end");
    }

    @Test
    void shouldShareTheSourcesWhenReadersAreParallel() throws Exception {
        Source<String> source = Sources.interleaved(List.of(LETTERS, DIGITS, NONE));
        assertThat(source.maxParallelism()).isEqualTo(3);
        assertThat(portions(source, new TestSourceContext(0, 2, null), 9))
                .containsExactly("0/2[a, b, c, d, e]end", "1/2[]end");
        assertThat(portions(source, new TestSourceContext(1, 2, null), 9)).containsExactly("0/1[1, 2]end");
        assertThat(portions(source, new TestSourceContext(3, 4, null), 9)).containsExactly("0/1[]");
    }

    @Test
    void shouldReadExactlyTheRestWhenResumedAtAnyPosition() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Source<Integer>> sources = new ArrayList<>();
            List<Integer> all = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                List<Integer> events = IntStream.range(0, random.nextInt(20))
                        .map(each -> random.nextInt())
                        .boxed()
                        .toList();
                sources.add(Sources.collection(events));
                all.addAll(events);
            }
            Source<Integer> source = Sources.interleaved(sources);
            List<Integer> read = new ArrayList<>();
            int batchSize = 1 + random.nextInt(5);
            for (Reading.Step<Integer> step : Reading.steps(source, new TestSourceContext(), batchSize)) {
                read.addAll(step.events());
                List<Integer> both = new ArrayList<>(read);
                both.addAll(Reading.all(source, step.position(), 3));
                assertThat(both).containsExactlyInAnyOrderElementsOf(all);
            }
        });
    }

    @Test
    void shouldWakeAtTheFirstTimeThatAnySplitAskedFor() throws Exception {
        TestSourceContext context = new TestSourceContext();
        SourceReader<Long> reader = Sources.interleaved(List.of(
                        Sources.generate(index -> index).rate(10),
                        Sources.generate(index -> index).rate(40)))
                .open(context);
        Batch<Long> batch = new Batch<>(8);
        assertThat(reader.fetch(batch)).isEqualTo(Fetch.MORE);
        batch.clear();
        assertThat(reader.fetch(batch)).isEqualTo(Fetch.MORE);
        batch.clear();
        assertThat(reader.fetch(batch)).isEqualTo(Fetch.WAIT);
        assertThat(context.wakeAt() - context.clock().nanos())
                .isEqualTo(Duration.ofMillis(25).toNanos());
    }

    @Test
    void shouldDeliverWhatWasPushedWhenStopped() throws Exception {
        PushSource<String> pushed = Sources.push(8);
        Source<String> source = Sources.interleaved(List.of(LETTERS, pushed));
        assertThat(source.live()).isTrue();
        SourceReader<String> reader = source.open(new TestSourceContext());
        pushed.tryEmit("pushed");
        assertThat(reader.stop()).isTrue();
        Batch<String> batch = new Batch<>(8);
        assertThat(reader.fetch(batch)).isEqualTo(Fetch.END);
        assertThat(text(batch)).isEqualTo("1/2[pushed]end");
        assertThat(reader.position()).isNull();
    }

    @Test
    void shouldCloseTheReadersThatAreOpenWhenOneCannotBeOpened() {
        PushSource<String> pushed = Sources.push(8);
        Source<String> broken = context -> {
            throw new IllegalStateException("cannot be opened");
        };
        assertThatThrownBy(() -> Sources.interleaved(List.of(pushed, broken)).open(new TestSourceContext()))
                .hasMessage("cannot be opened");
        assertThatThrownBy(() -> pushed.tryEmit("late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseWhatItCannotRead() {
        assertThatThrownBy(() -> Sources.interleaved(List.of())).hasMessageContaining("at least one source");
        assertThatThrownBy(() -> Sources.interleaved(List.of(Sources.lines(Path.of("file")), Sources.push(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("merge their streams");
        assertThatThrownBy(() -> Sources.interleaved(List.of(LETTERS, DIGITS)).open(new TestSourceContext(List.of(1L))))
                .isInstanceOf(UnfitSnapshotException.class)
                .hasMessageContaining("the snapshot has positions of 1 sources for its reader 0 of 1, which has 2 now")
                .hasMessageContaining("interleave the same ones in the same order");
    }

    private static <T> List<String> portions(Source<T> source, TestSourceContext context, int batchSize)
            throws Exception {
        SourceReader<T> reader = source.open(context);
        List<String> portions = new ArrayList<>();
        Fetch fetched;
        do {
            Batch<T> batch = new Batch<>(batchSize);
            fetched = reader.fetch(batch);
            portions.add(text(batch));
        } while (fetched == Fetch.MORE);
        reader.close();
        return portions;
    }

    private static String text(Batch<?> batch) {
        return batch.split() + "/" + batch.splits() + Reading.events(batch) + (batch.isEndOfSplit() ? "end" : "");
    }
}
