package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.SerdeRegistry;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ByClassTest {

    /** Of which nobody says what is in it. */
    record Pair<A, B>(A one, int number, B other) {}

    enum Shape {
        ROUND {
            @Override
            int corners() {
                return 0;
            }
        };

        abstract int corners();
    }

    private static final RowCodec ANY = new RowCodec("a stream", SerdeRegistry.standard(), null, true);

    private static Object copy(Object value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        ANY.write(new Row(value, 7), out);
        Row read = ANY.read(new Row(), new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read.hash()).isEqualTo(7);
        return read.value();
    }

    @Test
    void shouldReadWhatHasBeenWrittenByItsClass() throws IOException {
        List<Object> values = List.of(
                "text",
                1L,
                DayOfWeek.FRIDAY,
                Shape.ROUND,
                new Event("a", 1, Instant.EPOCH, 2),
                new Pair<>("x", 3, new Event("a", 1, Instant.EPOCH, 2)),
                new Pair<>(null, 3, new Pair<>(1, 2, Shape.ROUND)));
        for (Object value : values) {
            assertThat(copy(value)).isEqualTo(value);
        }
    }

    @Test
    void shouldSayWhatToDoAboutAClassThatSaysTooLittle() {
        assertThatThrownBy(() -> copy(List.of("a")))
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContaining("the type of the events of a stream is not known")
                .hasMessageContaining(".typed(Event.class)");
    }
}
