package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.architecture.Serialized;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program declares can go to another JVM, and means the same there. */
class SerializationTest {

    record Pair<A, B>(A first, B second) {}

    /** Made in an instance, which an anonymous class would take along. */
    private final Type<List<String>> ofAnInstance = new Type<>() {};

    static Stream<Type<?>> types() {
        return Stream.of(
                Type.of(String.class),
                Type.of(long.class),
                Type.of(long[][].class),
                Type.of(Map.class, Type.of(String.class), Type.of(Integer.class)),
                new SerializationTest().ofAnInstance,
                new Type<Map<String, List<Pair<Long, Optional<String>>>>>() {},
                new Type<List<Map.Entry<String, Integer>>>() {},
                new Type<Pair<List<String>[], int[]>>() {},
                new Type<List<String>[]>() {},
                new Type<List<? extends Pair<String, ?>>>() {},
                new Type<List<? super Integer>>() {});
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldGiveTheSameTypeWhenCopied(Type<?> type) {
        Type<?> copy = Serialized.copy(type);

        assertThat(copy).isEqualTo(type).hasSameHashCodeAs(type).hasToString(type.toString());
        assertThat(type).isEqualTo(copy);
        assertThat(copy.rawClass()).isEqualTo(type.rawClass());
        assertThat(Serialized.copy(copy)).isEqualTo(type);
    }

    @Test
    void shouldWriteAGenericTypeAsBeforeWhenCopied() {
        Type<Map<String, List<Pair<Long, Optional<String>>>>> type = new Type<>() {};

        assertThat(Serdes.of(Serialized.copy(type)).form())
                .isEqualTo(Serdes.of(type).form());
    }

    @Test
    void shouldDeclareTheSameStateWhenCopied() {
        Ttl ttl = Ttl.eventTime(Duration.ofMinutes(5)).refreshedOnRead();
        ValueSpec<Long> value = ValueSpec.of("value", Long.class).ttl(ttl);
        ListSpec<List<String>> list = ListSpec.of("list", ofAnInstance);
        MapSpec<String, Long> map =
                MapSpec.of("map", String.class, Long.class).ttl(Ttl.processingTime(Duration.ofDays(1)));

        assertThat(Serialized.copy(value).ttl()).hasToString(ttl.toString());
        assertThat(Serialized.copy(value).type()).isEqualTo(value.type());
        assertThat(Serialized.copy(list)).isEqualTo(list);
        assertThat(Serialized.copy(map).valueType()).isEqualTo(map.valueType());
        assertThat(Serialized.copy(map).ttl().domain()).isEqualTo(Ttl.Domain.PROCESSING_TIME);
    }

    /** Money in cents. */
    private static final class Money {
        private final long cents;

        private Money(long cents) {
            this.cents = cents;
        }
    }

    private static final class MoneySerde implements Serde<Money> {
        @Override
        public void write(Money value, DataOutput out) throws IOException {
            out.writeLong(value.cents);
        }

        @Override
        public Money read(DataInput in) throws IOException {
            return new Money(in.readLong());
        }

        @Override
        public int hash(Money value) {
            return Long.hashCode(value.cents);
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    @Test
    void shouldTakeRegisteredSerdesAlong() {
        SerdeRegistry copy = Serialized.copy(SerdeRegistry.standard().with(Money.class, new MoneySerde()));

        assertThat(copy.serde(Type.of(Money.class))).isInstanceOf(MoneySerde.class);
        assertThat(copy.serde(Type.of(String.class)).form()).isEqualTo("string");
        assertThat(Serialized.copy(SerdeRegistry.standard())).isSameAs(SerdeRegistry.standard());
        assertThatThrownBy(() -> Serialized.copy(SerdeRegistry.standard()).serde(Type.of(Money.class)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
