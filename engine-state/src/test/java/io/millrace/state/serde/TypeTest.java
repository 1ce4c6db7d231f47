package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeTest {
    @Test
    void shouldKnowItsClassAndArguments() {
        Type<Map<String, List<Integer>>> type = new Type<>() {};

        assertThat(type.rawClass()).isEqualTo(Map.class);
        assertThat(type).hasToString("java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>");
        assertThat(new Type<List<String>[]>() {}.rawClass()).isEqualTo(List[].class);
    }

    @Test
    void shouldEqualATypeThatWasMadeOtherwise() {
        assertThat(Type.of(String.class)).isEqualTo(new Type<String>() {}).hasSameHashCodeAs(new Type<String>() {});
        assertThat(Type.of(int.class)).isEqualTo(Type.of(Integer.class));
        assertThat(new Type<List<String>>() {}).isEqualTo(new Type<List<String>>() {});
        assertThat(new Type<List<String>>() {}).isNotEqualTo(new Type<List<Integer>>() {});
    }

    @Test
    void shouldMakeGenericTypesLikeTheCompilers() {
        record Pair<A, B>(A first, B second) {}
        Type<Map<String, Integer>> map = Type.of(Map.class, Type.of(String.class), Type.of(int.class));
        Type<List<Map<String, Integer>>> list = Type.of(List.class, map);
        Type<Map.Entry<String, Long>> entry = Type.of(Map.Entry.class, Type.of(String.class), Type.of(Long.class));
        Type<Pair<String, Long>> pair = Type.of(Pair.class, Type.of(String.class), Type.of(Long.class));

        assertSame(map, new Type<Map<String, Integer>>() {});
        assertSame(list, new Type<List<Map<String, Integer>>>() {});
        assertSame(entry, new Type<Map.Entry<String, Long>>() {});
        assertSame(pair, new Type<Pair<String, Long>>() {});
        assertThat(map).isNotEqualTo(new Type<Map<String, Long>>() {});
        assertThat(list.rawClass()).isEqualTo(List.class);
        assertThat(list).hasToString("java.util.List<java.util.Map<java.lang.String, java.lang.Integer>>");
        assertThat(Serdes.of(map).form()).isEqualTo("map<string,int>");
    }

    private static void assertSame(Type<?> made, Type<?> compiled) {
        assertThat(made).isEqualTo(compiled).hasSameHashCodeAs(compiled);
        assertThat(compiled).isEqualTo(made);
    }

    @Test
    void shouldRefuseArgumentsThatDoNotFit() {
        assertThatThrownBy(() -> Type.of(Map.class, Type.of(String.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 2 type parameters, but 1 type arguments");
        assertThatThrownBy(() -> Type.of(List.class, (Type<?>) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type argument E of java.util.List is null");
    }

    private static <T> Type<T> captured() {
        return new Type<>() {};
    }

    @Test
    void shouldRefuseWhatIsNoType() {
        assertThatThrownBy(() -> Type.of(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TypeTest.<String>captured().rawClass())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("T is not known here");
        assertThatThrownBy(() -> Serdes.of(TypeTest.<String>captured()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("T");
    }
}
