package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Producers that are overtaken by the completion between looking and putting. */
class PushBufferTest {

    private final PushBuffer<String> buffer = new PushBuffer<>(8);

    @Test
    void shouldAcceptWhenTheReaderHasNotSealedTheQueue() {
        buffer.complete();

        assertThat(buffer.put("a")).isTrue();
        assertThat(buffer.seal()).isFalse();
        assertThat(drain()).containsExactly("a");
        assertThat(buffer.seal()).isTrue();
    }

    @Test
    void shouldRefuseEachEventOnceWhenTheReaderHasSealedTheQueue() {
        buffer.complete();
        assertThat(buffer.seal()).isTrue();
        buffer.close();

        for (String event : List.of("a", "a", "b")) {
            assertThatThrownBy(() -> buffer.put(event))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("completed or closed");
        }
    }

    @Test
    void shouldAcceptWhatWasReadAndRefuseWhatWasLeftBehindWhenBothAreUnderWay() {
        TestSourceContext context = new TestSourceContext();
        buffer.open(context);
        context.onWake(() -> {
            buffer.complete();
            assertThat(drain()).containsExactly("in time");
            assertThat(buffer.seal()).isTrue();
            assertThatThrownBy(() -> buffer.put("late")).isInstanceOf(IllegalStateException.class);
        });

        assertThat(buffer.offer("in time")).isTrue();
    }

    @Test
    void shouldRefuseWhenTheJobIsGone() {
        buffer.open(new TestSourceContext());
        buffer.close();

        assertThatThrownBy(() -> buffer.put("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its job has ended");
    }

    private List<String> drain() {
        Batch<String> batch = new Batch<>(8);
        buffer.drain(batch);
        return Reading.events(batch);
    }
}
