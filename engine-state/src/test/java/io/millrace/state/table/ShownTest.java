package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.MapSpec;
import io.millrace.state.ValueSpec;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people are shown of the state of a key. */
class ShownTest {

    private static final int HASH = 7;

    private final Shown shown = new Shown();

    private String valueOf(Object value) {
        shown.add("", value);
        return shown.entries().get(shown.entries().size() - 1).value();
    }

    @Test
    void shouldShowEveryKindOfTableWhereItIs() {
        StateBackend<String> backend = StateBackend.unwritten("operator", KeyGroupRange.ALL, SerdeRegistry.standard());
        KeyedState<String> state = new KeyedState<>(backend);
        StateTable<String, Long> values = state.table(ValueSpec.of("value", Long.class));
        StateTable<String, ElementList<String>> lists = state.table(ListSpec.of("list", String.class));
        StateTable<String, ElementMap<String, Long>> maps = state.table(MapSpec.of("map", String.class, Long.class));
        StateTable<String, TimedRows<String>> rows = state.timedRows("rows", Serdes.of(Type.of(String.class)));
        StateTable<String, TimedSides<String, Long>> sides =
                state.timedSides("sides", Serdes.of(Type.of(String.class)), Serdes.of(Type.of(Long.class)));
        TimerQueue<String> timers = state.timers("timer");
        values.slice(0).put("a", HASH, 1L);
        values.slice(60_000).put("a", HASH, 2L);
        values.slice(0).put("b", HASH, 3L);
        ElementList<String> list = lists.slice(0).getOrAdd("a", HASH);
        list.append("x");
        list.append("y");
        ElementMap<String, Long> map = maps.slice(0).getOrAdd("a", HASH);
        map.put("k", map.hash("k"), 4L);
        rows.slice(0).getOrAdd("a", HASH).add(1_000, "row");
        sides.slice(0).getOrAdd("a", HASH).right().add(2_000, 5L);
        timers.set("a", HASH, Long.MAX_VALUE);
        backend.show("a", HASH, shown);
        assertThat(shown.entries())
                .containsExactly(
                        new Shown.Entry("value", "", "1"),
                        new Shown.Entry("value", "60000", "2"),
                        new Shown.Entry("list", "0", "x"),
                        new Shown.Entry("list", "1", "y"),
                        new Shown.Entry("map", "k", "4"),
                        new Shown.Entry("rows", "1970-01-01T00:00:01Z", "row"),
                        new Shown.Entry("sides", "right 1970-01-01T00:00:02Z", "5"),
                        new Shown.Entry("timer", "", "due end of time"));
        Shown none = new Shown();
        backend.show("c", HASH, none);
        assertThat(none.entries()).isEmpty();
    }

    @Test
    void shouldShowArraysByTheirElements() {
        assertThat(valueOf(new long[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(valueOf(new Object[] {"a", new int[0], null})).isEqualTo("[a, [], null]");
        assertThat(valueOf(new byte[1_000])).endsWith("0, \u2026 1000 in all]").hasSizeLessThan(400);
        Object[] circle = new Object[1];
        circle[0] = circle;
        assertThat(valueOf(circle)).isEqualTo("java.lang.Object[] (contains itself)");
    }

    @Test
    void shouldShowWhatCannotTellAboutItself() {
        Object silent = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("not to be asked");
            }
        };
        assertThat(valueOf(silent)).endsWith("(its toString failed)");
        assertThat(valueOf(new Object[] {silent})).endsWith("(its toString failed)]");
        shown.add(silent, 1);
        shown.addMade("made", () -> {
            throw new IllegalStateException("no result");
        });
        List<Shown.Entry> entries = shown.entries();
        assertThat(entries.get(2).place()).endsWith("(its toString failed)");
        assertThat(entries.get(3).value()).contains("no result");
    }

    @Test
    void shouldGoOnBehindATableThatCannotBeShown() {
        StateBackend<String> backend = StateBackend.unwritten("operator", KeyGroupRange.ALL, SerdeRegistry.standard());
        KeyedState<String> state = new KeyedState<>(backend);
        state.table(ValueSpec.of("bad", Long.class))
                .shownBy((namespace, value, out) -> {
                    throw new IllegalStateException("not to be shown");
                })
                .slice(0)
                .put("a", HASH, 1L);
        state.table(ValueSpec.of("good", Long.class)).slice(0).put("a", HASH, 2L);
        backend.show("a", HASH, shown);
        assertThat(shown.entries())
                .containsExactly(
                        new Shown.Entry("bad", "", "cannot be shown: java.lang.IllegalStateException: not to be shown"),
                        new Shown.Entry("good", "", "2"));
    }

    @Test
    void shouldEndWhereThereIsTooMuch() {
        assertThat(valueOf("x".repeat(100_000))).hasSize(Shown.LONGEST + 1).endsWith("x\u2026");
        IntStream.range(0, Shown.MOST - 1).forEach(number -> shown.add(number, number));
        assertThat(shown.hasMore()).isFalse();
        shown.add("one", "more");
        assertThat(shown.hasMore()).isTrue();
        assertThat(shown.entries()).hasSize(Shown.MOST);
    }

    @Test
    void shouldNotLookAtAllOfALongList() {
        StateBackend<String> backend = StateBackend.unwritten("operator", KeyGroupRange.ALL, SerdeRegistry.standard());
        StateTable<String, ElementList<Object>> lists =
                new KeyedState<>(backend).table(ListSpec.of("list", Object.class));
        int[] asked = new int[1];
        Object counted = new Object() {
            @Override
            public String toString() {
                asked[0]++;
                return "element";
            }
        };
        ElementList<Object> list = lists.slice(0).getOrAdd("a", HASH);
        IntStream.range(0, 5_000).forEach(number -> list.append(counted));
        backend.show("a", HASH, shown);
        assertThat(shown.hasMore()).isTrue();
        assertThat(asked[0]).isEqualTo(Shown.MOST);
    }
}
