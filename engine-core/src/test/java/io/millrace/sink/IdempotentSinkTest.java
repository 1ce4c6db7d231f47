package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.OperatorException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class IdempotentSinkTest {

    private final Map<String, String> store = new ConcurrentHashMap<>();
    private final Sink<String> sink = Sinks.idempotent(result -> result.substring(0, result.indexOf('=')), store::put);

    @Test
    void shouldHoldEachResultOnceWhenSomeAreWrittenAgain() throws Exception {
        SinkWriter<String> first = sink.open(new TestSinkContext());
        first.write(batch("a=1", "b=2", "c=3"));
        first.close();
        SinkWriter<String> second = sink.open(new TestSinkContext());
        second.write(batch("b=2", "c=3", "d=4"));
        second.close();

        assertThat(store).isEqualTo(Map.of("a", "a=1", "b", "b=2", "c", "c=3", "d", "d=4"));
        assertThat(sink.blocking()).isTrue();
    }

    @Test
    void shouldNameTheResultWhenItsIdIsMissing() throws Exception {
        SinkWriter<String> writer = sink.open(new TestSinkContext());

        assertThatThrownBy(() -> writer.write(batch("a=1", "=2", "c=3")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'output' failed on =2")
                .hasMessageContaining("the id of a result is empty");
        assertThat(store).containsOnlyKeys("a");
        assertThatThrownBy(() -> Sinks.<String>idempotent(result -> null, store::put)
                        .open(new TestSinkContext())
                        .write(batch("a")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("the id of a result is null");
    }
}
