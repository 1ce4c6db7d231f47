package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Lines of a stream that may be silent for ever. */
class StreamLinesTest {

    @Test
    void shouldGiveTheLinesOfAnyText() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(50); i > 0; i--) {
                lines.add("ä€😀".repeat(random.nextInt(20)) + i);
            }
            InputStream input = new Dripping(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), random);
            assertThat(Reading.all(Sources.lines(input), null, random.nextInt(1, 10)))
                    .isEqualTo(lines);
        });
    }

    @Test
    void shouldGiveALineBeforeTheNextOneHasBegun() throws Exception {
        PipedInputStream input = new PipedInputStream();
        try (PipedOutputStream output = new PipedOutputStream(input)) {
            SourceReader<String> reader = Sources.lines(input).open(new TestSourceContext());
            for (String line : List.of("one", "two", "three")) {
                output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                output.flush();
                Batch<String> batch = new Batch<>(100);
                assertThat(reader.fetch(batch)).isEqualTo(Fetch.MORE);
                assertThat(Reading.events(batch)).containsExactly(line);
            }
        }
    }

    @Test
    void shouldEndAtOnceWhenStoppedOrCancelledWhileTheStreamIsSilent() throws Exception {
        for (boolean stop : List.of(true, false)) {
            Silent input = new Silent();
            Pipeline pipeline = Pipeline.create("silent");
            BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
            pipeline.source("in", Sources.lines(input)).to("out", Sinks.callback(arrived::add));
            try (Engine engine = Engine.withWorkers(1)) {
                Job job = engine.start(pipeline);
                assertThat(arrived.take()).isEqualTo("first");
                if (stop) {
                    job.stop();
                } else {
                    job.cancel();
                }
                assertThat(job.onEnd().toCompletableFuture().join())
                        .isEqualTo(stop ? JobState.FINISHED : JobState.CANCELLED);
            } finally {
                input.end.countDown();
            }
            assertThat(input.closed).as("closed").isFalse();
        }
    }

    @Test
    void shouldGoOnWithTheLinesThatFollowWhenTheJobRestarts() throws Exception {
        Source<String> source = Sources.lines(new ByteArrayInputStream("1\n2\n3\n".getBytes(StandardCharsets.UTF_8)));
        TestSourceContext job = new TestSourceContext();
        for (String line : List.of("1", "2", "3")) {
            Batch<String> batch = new Batch<>(1);
            assertThat(source.open(job).fetch(batch)).isEqualTo(Fetch.MORE);
            assertThat(Reading.events(batch)).containsExactly(line);
        }
    }

    @Test
    void shouldRefuseAStreamThatFeedsAnotherJob() {
        Source<String> source = Sources.lines(new ByteArrayInputStream(new byte[0]));
        open(source);
        assertThatThrownBy(() -> open(source))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("source 'input'")
                .hasMessageContaining("feeds or has fed 'input' already");
    }

    private static void open(Source<String> source) {
        try {
            source.open(new TestSourceContext());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldDeliverTheLinesBeforeAFailure() throws Exception {
        byte[] bytes = {'a', '\n', 'b', '\n', (byte) 0xE9, '\n'};
        SourceReader<String> reader =
                Sources.lines(new ByteArrayInputStream(bytes)).open(new TestSourceContext());
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        Batch<String> batch = new Batch<>(10);
                        reader.fetch(batch);
                        lines.addAll(Reading.events(batch));
                    }
                })
                .hasMessageContaining("input stream, line 3: byte 1 of the line (0xE9) is not UTF-8");
        assertThat(lines).containsExactly("a", "b");
    }

    /** Gives a few bytes at a time. */
    private static final class Dripping extends ByteArrayInputStream {

        private final SplittableRandom random;

        Dripping(byte[] bytes, SplittableRandom random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, random.nextInt(1, 12)));
        }
    }

    /** Gives a line, and then nothing for ever, as a terminal does that nobody types on: not even an interrupt helps. */
    private static final class Silent extends InputStream {

        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicBoolean closed = new AtomicBoolean();
        private boolean begun;

        @Override
        public int read() {
            throw new UnsupportedOperationException("read by the array");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (!begun) {
                begun = true;
                byte[] first = "first\n".getBytes(StandardCharsets.UTF_8);
                System.arraycopy(first, 0, target, offset, first.length);
                return first.length;
            }
            while (true) {
                try {
                    end.await();
                    return -1;
                } catch (InterruptedException e) {
                    // Goes on waiting, as a read of a terminal does.
                }
            }
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
