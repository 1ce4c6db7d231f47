package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.source.PushSource.EmitInterruptedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PushSourceTest {

    private final TestSourceContext context = new TestSourceContext();

    @Test
    void shouldDeliverInOrderAndThenTheEndWhenCompletedBeforeTheStart() {
        PushSource<String> source = Sources.push(4);
        source.emit("a");
        source.emit("b");
        source.complete();
        SourceReader<String> reader = source.open(context);

        assertThat(fetch(reader, 1, Fetch.MORE)).containsExactly("a");
        assertThat(fetch(reader, 9, Fetch.END)).containsExactly("b");
    }

    @Test
    void shouldWakeTheReaderWhenThereIsSomethingToKnow() {
        PushSource<String> source = Sources.push(4);
        SourceReader<String> reader = source.open(context);
        assertThat(fetch(reader, 4, Fetch.WAIT)).isEmpty();
        assertThat(context.wasWoken()).isFalse();

        source.emit("a");
        assertThat(context.wasWoken()).isTrue();
        assertThat(fetch(reader, 4, Fetch.WAIT)).containsExactly("a");

        source.complete();
        assertThat(context.wasWoken()).isTrue();
        assertThat(fetch(reader, 4, Fetch.END)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 1_000})
    void shouldBufferExactlyItsCapacity(int capacity) {
        PushSource<Integer> source = Sources.push(capacity);
        for (int i = 0; i < capacity; i++) {
            assertThat(source.tryEmit(i)).isTrue();
        }

        assertThat(source.tryEmit(-1)).isFalse();
        assertThat(source.emit(-1, Duration.ZERO)).isFalse();
        assertThat(source.emit(-1, Duration.ofSeconds(-1))).isFalse();
        assertThat(source.emit(-1, Duration.ofMillis(1))).isFalse();
        assertThat(fetch(source.open(context), 1, Fetch.MORE)).containsExactly(0);
        assertThat(source.tryEmit(capacity)).isTrue();
        assertThat(source.tryEmit(-1)).isFalse();
    }

    @Test
    void shouldBlockTheProducerUntilThereIsRoom() throws Exception {
        PushSource<String> source = Sources.push(1);
        source.emit("a");
        Producer producer = Producer.start(() -> source.emit("b"));
        producer.awaitParked();
        SourceReader<String> reader = source.open(context);
        producer.awaitParked();

        assertThat(fetch(reader, 1, Fetch.MORE)).containsExactly("a");
        producer.join();
        assertThat(fetch(reader, 2, Fetch.WAIT)).containsExactly("b");
    }

    @Test
    void shouldTakeTheEventWhenThereIsRoomBeforeTheTimeout() throws Exception {
        PushSource<String> source = Sources.push(1);
        source.emit("a");
        Producer producer = Producer.start(() -> {
            if (!source.emit("b", Duration.ofSeconds(Long.MAX_VALUE))) {
                throw new AssertionError("timed out");
            }
        });
        producer.awaitParked();
        SourceReader<String> reader = source.open(context);

        assertThat(fetch(reader, 1, Fetch.MORE)).containsExactly("a");
        producer.join();
        assertThat(fetch(reader, 2, Fetch.WAIT)).containsExactly("b");
    }

    @Test
    void shouldThrowInWaitingProducersWhenCompletedAndDeliverTheRest() throws Exception {
        PushSource<String> source = Sources.push(1);
        SourceReader<String> reader = source.open(context);
        source.emit("a");
        List<Producer> producers =
                List.of(Producer.start(() -> source.emit("b")), Producer.start(() -> source.emit("c")));
        for (Producer producer : producers) {
            producer.awaitParked();
        }

        source.close();
        for (Producer producer : producers) {
            assertThatThrownBy(producer::join)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("source 'input' takes no more events: it was completed or closed");
        }
        assertThat(fetch(reader, 9, Fetch.END)).containsExactly("a");
        assertThatThrownBy(() -> source.tryEmit("d")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldThrowInProducersWhenTheJobIsOver() throws Exception {
        PushSource<String> source = Sources.push(1);
        SourceReader<String> reader = source.open(context);
        source.emit("a");
        Producer producer = Producer.start(() -> source.emit("b"));
        producer.awaitParked();

        reader.close();
        assertThatThrownBy(producer::join)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("source 'input' takes no more events: its job has ended");
        assertThatThrownBy(() -> source.emit("c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its job has ended or was cancelled");
        source.complete();
    }

    @Test
    void shouldStaySilentWhenCompletedTwiceOrClosedAfterTheEnd() throws Exception {
        PushSource<String> source = Sources.push(1);
        SourceReader<String> reader = source.open(context);
        source.complete();
        source.close();
        assertThat(fetch(reader, 1, Fetch.END)).isEmpty();
        reader.close();
        source.close();

        assertThatThrownBy(() -> source.emit("a")).hasMessageContaining("it was completed or closed");
    }

    @Test
    void shouldAcceptTheEventWhenTheStreamIsCompletedBehindIt() {
        PushSource<String> source = Sources.push(1);
        TestSourceContext completing = new TestSourceContext();
        SourceReader<String> reader = source.open(completing);
        completing.onWake(source::complete);

        source.emit("a");
        assertThat(fetch(reader, 2, Fetch.END)).containsExactly("a");
    }

    @Test
    void shouldAcceptTheEventWhenItIsDeliveredWithTheEndBeforeEmitReturns() {
        PushSource<String> source = Sources.push(1);
        TestSourceContext completing = new TestSourceContext();
        SourceReader<String> reader = source.open(completing);
        List<String> delivered = new ArrayList<>();
        completing.onWake(() -> {
            source.complete();
            delivered.addAll(fetch(reader, 2, Fetch.END));
        });

        source.emit("a");
        assertThat(delivered).containsExactly("a");
    }

    @Test
    void shouldKeepTheInterruptAndNotTheEventWhenAProducerIsInterrupted() throws Exception {
        PushSource<String> source = Sources.push(1);
        source.emit("a");
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Producer producer = Producer.start(() -> {
            try {
                source.emit("b");
            } finally {
                flag.complete(Thread.currentThread().isInterrupted());
            }
        });
        producer.awaitParked();
        producer.interrupt();

        assertThatThrownBy(producer::join).cause().isInstanceOf(EmitInterruptedException.class);
        assertThat(flag.get()).isTrue();
        source.complete();
        assertThat(fetch(source.open(context), 9, Fetch.END)).containsExactly("a");
    }

    @Test
    void shouldRefuseToWaitWhenCalledByAnEngineThread() {
        PushSource<String> source = Sources.push(2);
        SourceReader<String> reader = source.open(context);
        context.declareEngineThread(Thread.currentThread());

        assertThatThrownBy(() -> source.emit("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("emit on source 'input' was called by the engine's thread")
                .hasMessageContaining("use tryEmit, or hand the event over to a thread of your own");
        assertThatThrownBy(() -> source.emit("a", Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
        assertThat(source.tryEmit("b")).isTrue();
        assertThat(fetch(reader, 2, Fetch.WAIT)).containsExactly("b");
    }

    @Test
    void shouldRefuseToFeedASecondJob() throws Exception {
        PushSource<String> source = Sources.push(1);
        source.open(context).close();

        assertThatThrownBy(() -> source.open(new TestSourceContext()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("feeds or has fed 'input' already");
    }

    @Test
    void shouldRefuseNullsAndSenselessCapacities() {
        PushSource<String> source = Sources.push(1);

        assertThatThrownBy(() -> source.emit(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> source.tryEmit(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Sources.push(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
    }

    @Test
    void shouldBeLiveAndNotReplayable() {
        PushSource<String> source = Sources.push(1);

        assertThat(source.live()).isTrue();
        assertThat(source.blocking()).isFalse();
        assertThat(source.maxParallelism()).isEqualTo(1);
        assertThat(source.open(context).position()).isNull();
    }

    private static <T> List<T> fetch(SourceReader<T> reader, int batchSize, Fetch expected) {
        Batch<T> batch = new Batch<>(batchSize);
        try {
            assertThat(reader.fetch(batch)).isEqualTo(expected);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return Reading.events(batch);
    }

    /** A user's thread. */
    private record Producer(Thread thread, CompletableFuture<Void> outcome) {

        static Producer start(Runnable body) {
            CompletableFuture<Void> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    body.run();
                    outcome.complete(null);
                } catch (Throwable e) {
                    outcome.completeExceptionally(e);
                }
            });
            thread.start();
            return new Producer(thread, outcome);
        }

        void awaitParked() {
            while (!(LockSupport.getBlocker(thread) instanceof PushBuffer && isWaiting())) {
                if (outcome.isDone()) {
                    throw new AssertionError("did not wait: " + outcome);
                }
                Thread.onSpinWait();
            }
        }

        private boolean isWaiting() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        void interrupt() {
            thread.interrupt();
        }

        void join() throws ExecutionException, InterruptedException {
            outcome.get();
        }
    }
}
