package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.Aggregates;
import io.millrace.window.aggregate.Emptiable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WhenFirstTest {

    @Test
    void shouldRefuseToReadThatAWindowHasNotFiredAndHoldsNoEvent() throws Exception {
        check(Aggregates.last());
    }

    private static <A> void check(Aggregate<Long, A, Long> last) throws Exception {
        WhenFirst<Long, A, Long> first = new WhenFirst<>(last, event -> event > 1);
        Serde<WhenFirst.Once<A>> serde =
                Emptiable.ofEvents(first, first.accumulatorSerde(SerdeRegistry.standard(), Type.of(Long.class)));
        WhenFirst.Once<A> once = first.create();
        byte[] empty = written(serde, once);
        assertThatThrownBy(() -> read(serde, empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it holds no event");
        first.add(once, 1L, 0);
        assertThat(first.result(read(serde, written(serde, once)))).isEqualTo(1);
        first.add(once, 2L, 0);
        assertThat(first.onEvent(once, null)).isEqualTo(2);
        assertThat(first.isFinal(read(serde, written(serde, once)))).isTrue();
    }

    private static <A> byte[] written(Serde<A> serde, A accumulator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(accumulator, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static <A> A read(Serde<A> serde, byte[] bytes) throws IOException {
        return serde.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
