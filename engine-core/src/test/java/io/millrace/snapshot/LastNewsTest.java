package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.EventTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** The reader of a blocking source is told of the last snapshot in peace, though its task has ended meanwhile. */
class LastNewsTest {

    private static final long EVENTS = 3;

    /** Threads decide whether the reader is released while it is told. */
    private static final int TIMES = 20;

    /** The source's task goes to its end when the reader is about it. */
    private final CountDownLatch telling = new CountDownLatch(1);

    /** A task behind, which the same worker runs, ends when that of the source has ended, and so has released the reader. */
    private final CountDownLatch released = new CountDownLatch(1);

    private volatile boolean told;
    private volatile boolean fails;

    private final class Numbers implements Source<Long> {

        @Override
        public SourceReader<Long> open(SourceContext context) {
            return new Reader();
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }

    private final class Reader implements SourceReader<Long> {

        private long next;

        @Override
        public Fetch fetch(Batch<Long> batch) {
            if (next == EVENTS) {
                return Fetch.END;
            }
            batch.add(next++, EventTime.NONE);
            return Fetch.MORE;
        }

        @Override
        public Object position() {
            return next;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) throws Exception {
            if (position.equals(EVENTS)) {
                telling.countDown();
                assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
                if (fails) {
                    throw new IllegalStateException("on purpose");
                }
                told = true;
            }
        }
    }

    private Job start(Engine engine, Path directory) {
        Sink<Long> sink = context -> new SinkWriter<>() {
            @Override
            public void write(Batch<Long> batch) {}

            @Override
            public void onSnapshotComplete(long snapshot) throws InterruptedException {
                assertThat(telling.await(1, TimeUnit.MINUTES)).isTrue();
            }

            @Override
            public void close() {
                released.countDown();
            }
        };
        Pipeline pipeline = Pipeline.create("numbers");
        pipeline.source("in", new Numbers())
                .rebalance()
                .map(number -> number)
                .rebalance()
                .to("out", sink);
        return engine.start(
                pipeline,
                JobOptions.parallelism(1).withSnapshots(Snapshots.in(directory).every(Duration.ofDays(1))));
    }

    @RepeatedTest(TIMES)
    void shouldNotInterruptAReaderThatIsToldAfterItsEnd(@TempDir Path directory) {
        try (Engine engine = Engine.withWorkers(1)) {
            start(engine, directory).join();
        }
        assertThat(told).isTrue();
    }

    @RepeatedTest(TIMES)
    void shouldFailTheJobByWhatAReaderThrowsThatIsToldAfterItsEnd(@TempDir Path directory) {
        fails = true;
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = start(engine, directory);
            assertThatThrownBy(job::join).hasStackTraceContaining("on purpose");
        }
    }
}
