package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IterationSourcesTest {

    @Test
    void shouldNotSeeChangesWhenTheCollectionChangesLater() throws Exception {
        List<String> events = new ArrayList<>(List.of("a", "b"));
        Source<String> source = Sources.collection(events);
        events.add("c");

        assertThat(Reading.all(source, null, 10)).containsExactly("a", "b");
    }

    @Test
    void shouldEndAtOnceWhenThereIsNothing() throws Exception {
        SourceReader<Object> reader = Sources.of().open(new TestSourceContext());

        assertThat(reader.fetch(new Batch<>(1))).isEqualTo(Fetch.END);
    }

    @Test
    void shouldRefuseWhenAnElementIsNull() {
        assertThatThrownBy(() -> Sources.of("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("event 1 (counted from 0) is null; events must not be null");
    }

    @Test
    void shouldFailNamingTheEventWhenAnIteratorGivesNull() throws Exception {
        SourceReader<String> reader = Sources.<String>iterator(
                        () -> Arrays.asList("a", null).iterator())
                .open(new TestSourceContext());
        reader.fetch(new Batch<>(2));

        assertThatThrownBy(() -> reader.fetch(new Batch<>(2)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("operator 'input'")
                .hasMessageContaining("event 1 (counted from 0) is null");
    }

    @Test
    void shouldFailWhenTheUsersIteratorOrSupplierThrows() throws Exception {
        IllegalStateException thrown = new IllegalStateException("no data today");
        SourceReader<Object> reader = Sources.iterator(() -> Stream.generate(() -> {
                            throw thrown;
                        })
                        .iterator())
                .open(new TestSourceContext());
        Source<Object> broken = Sources.iterator(() -> {
            throw thrown;
        });

        assertThatThrownBy(() -> reader.fetch(new Batch<>(2)))
                .isInstanceOf(OperatorException.class)
                .hasCause(thrown);
        assertThatThrownBy(() -> broken.open(new TestSourceContext()))
                .isInstanceOf(OperatorException.class)
                .hasCause(thrown);
    }

    @Test
    void shouldMakeOneIteratorPerJobAndNoneBefore() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Source<Integer> source = Sources.iterator(() -> {
            made.incrementAndGet();
            return Stream.of(1, 2).iterator();
        });

        assertThat(made).hasValue(0);
        assertThat(Reading.all(source, null, 1)).containsExactly(1, 2);
        assertThat(Reading.all(source, null, 1)).containsExactly(1, 2);
        assertThat(made).hasValue(2);
    }

    @Test
    void shouldTakeNoMoreThanABatchWhenTheIteratorIsEndless() throws Exception {
        Iterator<Integer> endless = Stream.iterate(0, i -> i + 1).iterator();
        SourceReader<Integer> reader = Sources.<Integer>iterator(() -> endless).open(new TestSourceContext());
        int taken = 0;
        for (int size : new int[] {1, 2, 3, 3}) {
            Batch<Integer> batch = new Batch<>(3);
            assertThat(reader.fetch(batch)).isEqualTo(Fetch.MORE);
            assertThat(Reading.events(batch)).hasSize(size).startsWith(taken);
            taken += size;
        }
        assertThat(endless.next()).isEqualTo(taken);
        assertThat(reader.position()).isNull();
    }

    @Test
    void shouldTakeOneEventAtATimeFromAnIteratorThatIsSlow() throws Exception {
        TestSourceContext context = new TestSourceContext();
        Iterator<Integer> slow = Stream.iterate(0, i -> i + 1)
                .peek(i -> context.clock().advance(Duration.ofMillis(50)))
                .iterator();
        SourceReader<Integer> reader = Sources.<Integer>iterator(() -> slow).open(context);
        for (int i = 0; i < 20; i++) {
            Batch<Integer> batch = new Batch<>(100);
            assertThat(reader.fetch(batch)).isEqualTo(Fetch.MORE);
            assertThat(Reading.events(batch)).containsExactly(i);
        }
    }

    @Test
    void shouldRefuseToResumeWhenTheCollectionHasBecomeShorter() {
        assertThatThrownBy(() -> Sources.of("a").open(new TestSourceContext(2L)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("source 'input' cannot go on at event 2: it has only 1 events");
    }

    @Test
    void shouldCloseAStreamWhenTheJobHasDoneWithIt() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        Source<Integer> source =
                Sources.<Integer>stream(() -> Stream.of(1, 2, 3).onClose(closed::incrementAndGet));

        assertThat(Reading.all(source, null, 2)).containsExactly(1, 2, 3);
        SourceReader<Integer> reader = source.open(new TestSourceContext());
        reader.fetch(new Batch<>(1));
        closed.set(0);
        reader.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldTakeFromAQueueUpToItsLastElement() {
        Seeds.check(20, seed -> {
            int count = (int) (seed * 13 % 300);
            BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(
                    Stream.iterate(0, i -> i + 1).limit(count).toList());
            queue.add(-1);
            queue.add(1_000);
            Pipeline pipeline = Pipeline.create("queue");
            pipeline.source("numbers", Sources.queue(queue, -1)).to("out", Sinks.discard());

            assertThat(Simulation.of(pipeline).seed(seed).run().output("out"))
                    .isEqualTo(Stream.iterate(0, i -> i + 1).limit(count).toList());
            assertThat(queue).containsExactly(1_000);
        });
    }

    @Test
    void shouldTakeWhatIsPutIntoAQueueUntilTheJobIsStopped() throws Exception {
        BlockingQueue<Integer> in = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("queue");
        pipeline.source("numbers", Sources.queue(in)).to("out", Sinks.queue(out));
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, JobOptions.defaults());
            for (int i = 0; i < 100; i++) {
                in.add(i);
                assertThat(out.take()).isEqualTo(i);
            }
            job.stop();
            job.join();

            assertThat(job.state()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldEndBehindARestartThoughTheLastElementHasBeenTakenOut() {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1, 2, -1));
        AtomicBoolean failed = new AtomicBoolean();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("queue");
        pipeline.source("numbers", Sources.queue(queue, -1))
                .peek(number -> {
                    if (!failed.getAndSet(true)) {
                        throw new IllegalStateException("once");
                    }
                })
                .to("out", Sinks.queue(out));
        try (Engine engine = Engine.create()) {
            engine.start(pipeline, JobOptions.defaults().withRestart(Restart.fixedDelay(1, Duration.ZERO)))
                    .join();
            queue.addAll(List.of(3, -1));
            engine.start(pipeline, JobOptions.defaults()).join();
        }
        assertThat(out).containsExactly(3);
    }
}
