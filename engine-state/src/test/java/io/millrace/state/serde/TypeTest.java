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
