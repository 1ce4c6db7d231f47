package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyedStateTest {
    private final KeyedState<String> keyed =
            new KeyedState<>(StateBackend.unwritten("velocity", KeyGroupRange.ALL, SerdeRegistry.standard()));

    private void at(String key) {
        keyed.currentKey(key, StableHash.<String>of(null).hash(key));
    }

    @Test
    void shouldKeepTheValuesOfKeysApart() {
        ValueState<Integer> value = keyed.state(new ValueSpec<>("count", Type.of(Integer.class)));
        at("a");
        assertThat(value.get()).isNull();
        assertThat(value.getOr(7)).isEqualTo(7);
        value.set(1);
        at("b");
        value.set(2);
        at("a");
        assertThat(value.getOr(7)).isEqualTo(1);
        value.clear();
        assertThat(value.get()).isNull();
        at("b");
        assertThat(value.get()).isEqualTo(2);
    }

    @Test
    void shouldKeepTheListsOfKeysApart() {
        ListState<String> list = keyed.state(new ListSpec<>("events", Type.of(String.class)));
        at("a");
        assertThat(list.elements()).isEmpty();
        assertThat(list.isEmpty()).isTrue();
        list.addAll(List.of("x", "y", "z"));
        at("b");
        list.add("w");
        at("a");
        list.removeIf("y"::equals);
        assertThat(list.elements()).containsExactly("x", "z");
        assertThat(list.size()).isEqualTo(2);
        list.removeIf(element -> true);
        assertThat(list.isEmpty()).isTrue();
        at("b");
        assertThat(list.elements()).containsExactly("w");
        list.clear();
        assertThat(list.elements()).isEmpty();
    }

    @Test
    void shouldKeepTheMapsOfKeysApart() {
        MapState<Integer, String> map =
                keyed.state(new MapSpec<>("pages", Type.of(Integer.class), Type.of(String.class)));
        at("a");
        assertThat(map.get(1)).isNull();
        assertThat(map.remove(1)).isNull();
        map.put(1, "one");
        map.put(2, "two");
        at("b");
        map.put(1, "other");
        at("a");
        assertThat(map.contains(1)).isTrue();
        assertThat(map.contains(3)).isFalse();
        assertThat(map.remove(1)).isEqualTo("one");
        assertThat(map.size()).isEqualTo(1);
        assertThat(map.entries()).containsExactly(Map.entry(2, "two"));
        map.remove(2);
        assertThat(map.isEmpty()).isTrue();
        assertThat(map.entries()).isEmpty();
        at("b");
        assertThat(map.get(1)).isEqualTo("other");
        map.clear();
        assertThat(map.get(1)).isNull();
    }

    @Test
    void shouldWalkAMapThatChangesMeanwhile() {
        MapState<Integer, Integer> map =
                keyed.state(new MapSpec<>("map", Type.of(Integer.class), Type.of(Integer.class)));
        at("a");
        IntStream.range(0, 3_000).forEach(i -> map.put(i, i));
        Map<Integer, Integer> visited = new TreeMap<>();
        map.forEach((key, value) -> {
            assertThat(visited.put(key, value)).isNull();
            map.remove(key);
            map.put(key + 10_000, value);
        });
        assertThat(visited.keySet())
                .containsAll(IntStream.range(0, 3_000).boxed().toList());

        List<Integer> keys = new ArrayList<>();
        for (Map.Entry<Integer, Integer> entry : map.entries()) {
            keys.add(entry.getKey());
            map.clear();
        }
        assertThat(keys).hasSize(1);
    }

    @Test
    void shouldAgreeWithPlainMapsWhenManyKeysAreUsed() {
        ValueState<List<Integer>> value = keyed.state(new ValueSpec<>("lists", new Type<List<Integer>>() {}));
        Map<String, List<Integer>> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "key " + i % 777;
            at(key);
            if (value.get() == null) {
                value.set(new ArrayList<>());
            }
            value.get().add(i);
            model.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
        }
        model.forEach((key, list) -> {
            at(key);
            assertThat(value.get()).isEqualTo(list);
        });
    }

    @Test
    void shouldRefuseStateWithoutACurrentKey() {
        ValueState<Integer> value = keyed.state(new ValueSpec<>("count", Type.of(Integer.class)));

        assertThatThrownBy(value::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("while an event or a timer is processed");
        at("a");
        value.set(1);
        keyed.currentKey(null, 0);
        assertThatThrownBy(() -> value.set(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(keyed::currentKey).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseANameThatIsTakenOrInvalid() {
        keyed.table("panes", Serdes.of(Type.of(String.class)));

        assertThatThrownBy(() -> keyed.timers("panes"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("'panes'");
        for (String name : new String[] {null, "", "a/b", "ä", "x".repeat(101), "a\n"}) {
            assertThatThrownBy(() -> keyed.table(name, Serdes.of(Type.of(String.class))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new ValueSpec<>(name, Type.of(String.class)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new ListSpec<>("list", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'list'");
    }

    static Stream<Class<?>> unstableKeys() {
        return Stream.of(Object.class, Thread.class, int[].class);
    }

    @ParameterizedTest
    @MethodSource("unstableKeys")
    void shouldRefuseAMapWhoseKeysHaveNoStableHash(Class<?> type) {
        if (type == Object.class) {
            MapState<Object, String> map =
                    keyed.state(new MapSpec<>("map", Type.of(Object.class), Type.of(String.class)));
            at("a");
            map.put("text", "is fine");
            assertThatThrownBy(() -> map.put(new Object(), "is not"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.Object");
        } else {
            assertThatThrownBy(() -> keyed.state(new MapSpec<>("map", Type.of(type), Type.of(String.class))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(type.getSimpleName());
        }
    }

    @Test
    void shouldNameTheStateWhenANullIsStored() {
        ValueState<Integer> value = keyed.state(new ValueSpec<>("count", Type.of(Integer.class)));
        ListState<Integer> list = keyed.state(new ListSpec<>("list", Type.of(Integer.class)));
        MapState<Integer, Integer> map =
                keyed.state(new MapSpec<>("map", Type.of(Integer.class), Type.of(Integer.class)));
        at("a");

        assertThatThrownBy(() -> value.set(null)).hasMessageContaining("State 'count' of operator 'velocity'");
        assertThatThrownBy(() -> list.add(null)).hasMessageContaining("State 'list' of operator 'velocity'");
        assertThatThrownBy(() -> map.put(1, null)).hasMessageContaining("State 'map' of operator 'velocity'");
        assertThatThrownBy(() -> map.put(null, 1)).hasMessageContaining("State 'map' of operator 'velocity'");
        assertThatThrownBy(() -> map.get(null)).hasMessageContaining("State 'map' of operator 'velocity'");
    }
}
