package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys are hashed as they compare, or refused. */
@SuppressWarnings("ArrayRecordComponent") // that is what is refused
class KeyEqualityTest {
    private static final String REMEDY = "take as key the value that it compares, or register a Serde of your own for";

    record Name(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && text.equalsIgnoreCase(name.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    record OwnHashCodeOnly(String text) {
        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Has call sites, and among them one named equals. */
    record WithLambdas(String text) {
        interface Same {
            boolean equals(Object a, Object b);
        }

        @Override
        public boolean equals(Object other) {
            Same same = (a, b) -> ((WithLambdas) a).text.length() == ((WithLambdas) b).text.length();
            return other instanceof WithLambdas && same.equals(this, other);
        }

        @Override
        public int hashCode() {
            return text.length();
        }
    }

    record PlainWithLambdas(String text, long number, double real) {
        static final long LARGE = 1L << 40;
        static final double REAL = 0.123;
        static final int NUMBER = 1_000_000;
        static final float SMALL = 0.7f;

        Predicate<Object> same() {
            Predicate<Object> self = this::equals;
            return self.or(other -> (text + "é\0𝄞" + number).equals(other + "x") || LARGE + NUMBER > REAL + SMALL);
        }
    }

    record Generic<T>(T value, List<? extends T> more) {}

    private record Hidden(int number) {}

    record Around(Optional<List<Map<Name, Integer>>> names) {}

    sealed interface Party permits Person, Alias {}

    record Person(int number) implements Party {}

    record Alias(String text) implements Party {
        @Override
        public boolean equals(Object other) {
            return other instanceof Alias;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    record Bytes(byte[] bytes) {}

    record Names(String[] names) {}

    record Wraps(Identity identity) {}

    record BytesByContent(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof BytesByContent content && java.util.Arrays.equals(bytes, content.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }
    }

    static class Identity {}

    static class Content {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    static final class Inherits extends Content {}

    /** Of a few values, which is all that matters here. */
    private record Constant<T>(int code) implements Serde<T> {
        @Override
        public void write(T value, DataOutput out) throws IOException {
            out.writeInt(code);
        }

        @Override
        public T read(DataInput in) throws IOException {
            throw new IOException("not read");
        }

        @Override
        public int hash(T value) {
            return code;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    static Stream<Type<?>> compared() {
        record Local(int number, Optional<Hidden> hidden) {}
        return Stream.of(
                Type.of(Hidden.class),
                Type.of(Local.class),
                Type.of(OwnHashCodeOnly.class),
                Type.of(PlainWithLambdas.class),
                Type.of(Person.class),
                new Type<Generic<Local>>() {},
                new Type<Map<List<Hidden>, Set<Optional<Person>>>>() {});
    }

    @ParameterizedTest
    @MethodSource("compared")
    void shouldTakeRecordsWhoseEqualsIsOfTheCompiler(Type<?> type) {
        assertThat(StableHash.of(type)).isNotNull();
    }

    static Stream<Arguments> refused() {
        record Local(Name name) {}
        return Stream.of(
                Arguments.of(Type.of(Name.class), Name.class, new Name("a")),
                Arguments.of(Type.of(WithLambdas.class), WithLambdas.class, new WithLambdas("a")),
                Arguments.of(Type.of(Local.class), Name.class, new Local(new Name("a"))),
                Arguments.of(
                        Type.of(Around.class), Name.class, new Around(Optional.of(List.of(Map.of(new Name("a"), 1))))),
                Arguments.of(Type.of(Party.class), Alias.class, new Alias("a")),
                Arguments.of(new Type<List<Name>>() {}, Name.class, List.of(new Name("a"))),
                Arguments.of(new Type<Map<Integer, Name>>() {}, Name.class, Map.of(1, new Name("a"))),
                Arguments.of(
                        new Type<Generic<Name>>() {},
                        Name.class,
                        new Generic<>(new Name("a"), List.of(new Name("a")))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseRecordsWithAnEqualsOfTheirOwn(Type<Object> type, Class<?> own, Object key) {
        assertThatThrownBy(() -> StableHash.of(type))
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContaining("Keys of record " + own.getName())
                .hasMessageContaining("it has an equals of its own")
                .hasMessageContaining(REMEDY + " " + own.getSimpleName());
        KeyHasher<Object> open = StableHash.of(null);
        assertThatThrownBy(() -> open.hash(key))
                .as("when the type is not declared")
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContaining("Keys of record " + own.getName());
    }

    @Test
    void shouldSayWhichComponentHoldsTheRecord() {
        assertThatThrownBy(() -> StableHash.of(Type.of(Around.class)))
                .hasMessageStartingWith("Record " + Around.class.getName() + ", component 'names': Keys of record");
    }

    @Test
    void shouldTakeARecordWithAnEqualsOfItsOwnByARegisteredSerde() {
        SerdeRegistry serdes = SerdeRegistry.standard().with(Name.class, new Constant<>(7));

        KeyHasher<Around> hasher = serdes.hasher(Type.of(Around.class));

        assertThat(hasher.hash(new Around(Optional.of(List.of(Map.of(new Name("a"), 1))))))
                .isEqualTo(hasher.hash(new Around(Optional.of(List.of(Map.of(new Name("A"), 1))))));
    }

    @Test
    void shouldRefuseARecordWithAnEqualsOfItsOwnByASerdeOfItsComponents() {
        Serde<Name> byComponents = Serdes.record(MethodHandles.lookup(), Name.class);
        SerdeRegistry serdes = SerdeRegistry.standard().with(Name.class, byComponents);

        assertThatThrownBy(() -> serdes.hasher(Type.of(Name.class))).hasMessageContaining(REMEDY);
        assertThatThrownBy(() -> serdes.hasher(null).hash(new Name("a"))).hasMessageContaining(REMEDY);
    }

    @Test
    void shouldLookIntoTheComponentsOfARecordThatIsRegisteredBySerdesRecord() {
        SerdeRegistry names =
                SerdeRegistry.standard().with(Around.class, Serdes.record(MethodHandles.lookup(), Around.class));
        SerdeRegistry arrays =
                SerdeRegistry.standard().with(Names.class, Serdes.record(MethodHandles.lookup(), Names.class));

        assertThatThrownBy(() -> names.hasher(Type.of(Around.class))).hasMessageContaining(REMEDY);
        assertThatThrownBy(() -> arrays.hasher(Type.of(Names.class)))
                .hasMessageContaining("component 'names'")
                .hasMessageContaining("A key must not contain an array");
    }

    static Stream<Class<?>> identities() {
        return Stream.of(Identity.class, Bytes.class, Names.class, Wraps.class);
    }

    @ParameterizedTest
    @MethodSource("identities")
    <T> void shouldRefuseWhatEqualsNothingButItselfEvenWithASerde(Class<T> type) {
        SerdeRegistry serdes = SerdeRegistry.standard().with(type, new Constant<>(7));

        assertThatThrownBy(() -> serdes.hasher(Type.of(type)))
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContaining("Keys of " + type.getName() + " can have no equal")
                .hasMessageContaining("give " + type.getSimpleName() + " an equals and a hashCode");
        assertThat(serdes.serde(Type.of(type))).as("as a value").isNotNull();
    }

    static Stream<Class<?>> contents() {
        return Stream.of(Content.class, Inherits.class, BytesByContent.class, Name.class, Object.class);
    }

    @ParameterizedTest
    @MethodSource("contents")
    <T> void shouldTakeWhatComparesItsContentWithASerde(Class<T> type) {
        assertThat(SerdeRegistry.standard().with(type, new Constant<>(7)).hasher(Type.of(type)))
                .isNotNull();
    }

    @Test
    void shouldTakeRecordsWithAnEqualsOfTheirOwnAsValues() {
        assertThat(SerdeRegistry.standard().serde(Type.of(Around.class))).isNotNull();
    }
}
