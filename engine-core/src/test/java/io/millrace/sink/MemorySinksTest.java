package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemorySinksTest {

    private final TestSinkContext context = new TestSinkContext();

    @Test
    void shouldCollectWhatArrivesFromAllWriters() throws Exception {
        CollectSink<String> sink = Sinks.collect();
        SinkWriter<String> first = sink.open(context);
        SinkWriter<String> second = sink.open(context);
        first.write(batch("a", "b"));
        List<String> soFar = sink.values();
        second.write(batch("c"));

        assertThat(soFar).containsExactly("a", "b");
        assertThat(sink.values()).containsExactly("a", "b", "c");
    }

    @Test
    void shouldGiveWholeBatchesWhenAskedWhileWriting() throws Exception {
        CollectSink<Integer> sink = Sinks.collect();
        SinkWriter<Integer> writer = sink.open(context);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(writer, 2_000));
        while (!writing.isDone()) {
            assertThat(sink.values().size() % 2).isZero();
        }
        writing.get();

        assertThat(sink.values()).hasSize(4_000).startsWith(0, 0, 1, 1).endsWith(1_999, 1_999);
    }

    @Test
    void shouldCallBackForEachEventInOrder() throws Exception {
        List<Object> seen = new ArrayList<>();
        Sink<String> sink = Sinks.callback(seen::add);
        Sink<String> blocking = Sinks.blockingCallback(seen::add);
        sink.open(context).write(batch("a", "b"));
        blocking.open(context).write(batch("c"));

        assertThat(seen).containsExactly("a", "b", "c");
        assertThat(sink.blocking()).isFalse();
        assertThat(blocking.blocking()).isTrue();
    }

    @Test
    void shouldNameTheEventWhenACallbackThrows() throws Exception {
        IOException thrown = new IOException("gone");
        SinkWriter<String> writer = Sinks.<String>callback(event -> {
                    if (event.equals("b")) {
                        throw thrown;
                    }
                })
                .open(context);

        assertThatThrownBy(() -> writer.write(batch("a", "b", "c")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'output' failed on b, event time 1970-01-01T00:00:01Z")
                .hasCause(thrown);
    }

    @Test
    void shouldWaitForRoomWhenTheQueueIsFull() throws Exception {
        BlockingQueue<Object> queue = new ArrayBlockingQueue<>(2);
        Sink<String> sink = Sinks.queue(queue);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            thread.complete(Thread.currentThread());
            write(sink, batch("a", "b", "c"));
        });
        while (thread.get().getState() != Thread.State.WAITING) {
            assertThat(writing).isNotDone();
        }

        assertThat(sink.blocking()).isTrue();
        assertThat(queue.take()).isEqualTo("a");
        writing.get();
        assertThat(queue).containsExactly("b", "c");
    }

    @Test
    void shouldStopWaitingWhenInterrupted() throws Exception {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        SinkWriter<String> writer = Sinks.<String>queue(queue).open(context);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> writer.write(batch("a"))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldDropEverythingWhenDiscarding() throws Exception {
        SinkWriter<Object> writer = Sinks.discard().open(context);
        writer.write(batch("a"));
        writer.finish();
        writer.close();

        assertThat(Sinks.discard().blocking()).isFalse();
    }

    private static void write(SinkWriter<Integer> writer, int batches) {
        IntStream.range(0, batches).forEach(i -> {
            try {
                writer.write(batch(i, i));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void write(Sink<String> sink, Batch<String> batch) {
        try {
            sink.open(context).write(batch);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
