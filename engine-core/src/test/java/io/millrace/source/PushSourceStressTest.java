package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several threads push, one reads and parks when it is told to wait: a lost wake-up would hang the test. */
@Timeout(120)
class PushSourceStressTest {

    private record Event(int producer, int number) {}

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,1,1", "4,2,3", "4,3,256", "4,64,7", "2,1000,256"})
    void shouldDeliverEachEventOnceAndInOrderOfItsProducer(int producers, int capacity, int batchSize)
            throws Exception {
        int events = 20_000 / producers;
        PushSource<Event> source = Sources.push(capacity);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<List<Event>> read = threads.submit(() -> read(source, batchSize));
            List<Future<?>> pushing = new ArrayList<>();
            for (int producer = 0; producer < producers; producer++) {
                int id = producer;
                pushing.add(threads.submit(() -> push(source, id, events)));
            }
            for (Future<?> each : pushing) {
                each.get();
            }
            source.complete();
            assertInOrder(read.get(), producers, events);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldDeliverExactlyWhatWasAcceptedWhenCompletedAmidEmits() throws Exception {
        int producers = 3;
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < 3_000; round++) {
                PushSource<Event> source = Sources.push(1 + round % 5);
                CyclicBarrier together = new CyclicBarrier(producers + 2);
                int patience = round % 50;
                Future<List<Event>> read = threads.submit(() -> {
                    together.await();
                    return read(source, 1 + patience % 4);
                });
                List<Future<Integer>> accepted = new ArrayList<>();
                for (int producer = 0; producer < producers; producer++) {
                    int id = producer;
                    accepted.add(threads.submit(() -> {
                        together.await();
                        return pushUntilRefused(source, id);
                    }));
                }
                together.await();
                for (int i = 0; i < patience; i++) {
                    Thread.onSpinWait();
                }
                source.complete();
                assertAccepted(read.get(), accepted, round);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void push(PushSource<Event> source, int producer, int events) {
        for (int i = 0; i < events; i++) {
            Event event = new Event(producer, i);
            switch (i % 3) {
                case 0 -> source.emit(event);
                case 1 -> {
                    while (!source.emit(event, Duration.ofNanos(100))) {
                        Thread.onSpinWait();
                    }
                }
                default -> {
                    if (!source.tryEmit(event)) {
                        source.emit(event);
                    }
                }
            }
        }
    }

    /** How many were accepted before the refusal. */
    private static int pushUntilRefused(PushSource<Event> source, int producer) {
        int accepted = 0;
        try {
            while (true) {
                source.emit(new Event(producer, accepted));
                accepted++;
            }
        } catch (IllegalStateException completed) {
            return accepted;
        }
    }

    private static List<Event> read(PushSource<Event> source, int batchSize) throws Exception {
        TestSourceContext context = new TestSourceContext();
        SourceReader<Event> reader = source.open(context);
        List<Event> events = new ArrayList<>();
        Batch<Event> batch = new Batch<>(batchSize);
        while (true) {
            batch.clear();
            Fetch fetch = reader.fetch(batch);
            events.addAll(Reading.events(batch));
            if (fetch == Fetch.END) {
                reader.close();
                return events;
            }
            if (fetch == Fetch.WAIT) {
                context.awaitWake();
            }
        }
    }

    private static void assertInOrder(List<Event> events, int producers, int each) {
        int[] next = new int[producers];
        for (Event event : events) {
            assertThat(event.number()).as("%s", event).isEqualTo(next[event.producer()]++);
        }
        int[] expected = new int[producers];
        Arrays.fill(expected, each);
        assertThat(next).isEqualTo(expected);
    }

    private static void assertAccepted(List<Event> events, List<Future<Integer>> accepted, int round) throws Exception {
        for (int producer = 0; producer < accepted.size(); producer++) {
            int id = producer;
            AtomicInteger delivered = new AtomicInteger();
            events.stream().filter(event -> event.producer() == id).forEach(event -> {
                assertThat(event.number()).isEqualTo(delivered.getAndIncrement());
            });
            assertThat(delivered.get())
                    .as("delivered of producer %d in round %d", id, round)
                    .isEqualTo(accepted.get(id).get());
        }
    }
}
