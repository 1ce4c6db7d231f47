package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a job when a task cannot give its part of a checkpoint. */
class BarrierTest {

    private static final CompletableFuture<Void> GIVEN_UP = new CompletableFuture<>();

    @TempDir
    private Path directory;

    private Configuration tolerant() {
        return LocalFlink.surviving(1, directory.resolve("checkpoints"))
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none")
                .set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    }

    /** Lets no barrier pass before one has been given up. */
    private static final class Barring implements Operator<Integer, Integer> {

        @Override
        public void open(OperatorContext context) {
            CompletableFuture<Void> unused = GIVEN_UP.thenRun(context.waker());
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            out.emitAll(batch);
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Integer> out) {
            return GIVEN_UP.isDone();
        }
    }

    /** Has its last event when a barrier has been given up. */
    private record Waiting() implements Source<Integer> {

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            CompletableFuture<Void> unused = GIVEN_UP.thenRun(context::wake);
            return new SourceReader<>() {
                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    if (!GIVEN_UP.isDone()) {
                        return Fetch.WAIT;
                    }
                    batch.add(1);
                    return Fetch.END;
                }

                @Override
                public void onSnapshotAborted(long snapshot) {
                    GIVEN_UP.complete(null);
                }
            };
        }
    }

    @Test
    void shouldGoOnWhenABarrierIsGivenUpThatATaskHasPassNever() throws Exception {
        Pipeline pipeline = Pipeline.create("given up");
        Path out = directory.resolve("out");
        pipeline.source("in", new Waiting())
                .typed(Integer.class)
                .rebalance()
                .transform(OperatorSpec.stateful("barring", "barring", Barring::new))
                .map(Object::toString)
                .to("out", Sinks.lines(out));
        LocalFlink.runner(tolerant().set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMillis(300)))
                .execute(pipeline);
        assertThat(Files.readAllLines(out)).containsExactly("1");
    }

    /** What cannot be written. */
    private record Unwritable() {}

    /** Fails always. */
    private static final class Failing implements Serde<Unwritable> {

        private static final long serialVersionUID = 1;

        @Override
        public void write(Unwritable value, DataOutput out) throws IOException {
            throw new IOException("it is not to be written");
        }

        @Override
        public Unwritable read(DataInput in) throws IOException {
            throw new IOException("there is none");
        }

        @Override
        public int hash(Unwritable value) {
            return 0;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    /** Prepares what cannot be written. */
    private record Preparing() implements TransactionalSink<Object, Unwritable> {

        @Override
        public SinkWriter<Object> open(SinkContext context) {
            throw new IllegalStateException("there are checkpoints");
        }

        @Override
        public TransactionalWriter<Object, Unwritable> openTransactional(
                SinkContext context, List<Unwritable> restored) {
            return new TransactionalWriter<>() {
                @Override
                public void write(Batch<Object> batch) {}

                @Override
                public Unwritable prepare(long snapshot) {
                    return new Unwritable();
                }
            };
        }

        @Override
        public Committer<Unwritable> committer(SinkContext context) {
            return new Committer<>() {
                @Override
                public void recover(List<Unwritable> prepared) {}

                @Override
                public void commit(long snapshot, List<Unwritable> prepared) {}
            };
        }

        @Override
        public Type<Unwritable> preparedType() {
            return Type.of(Unwritable.class);
        }
    }

    @Test
    void shouldFailRatherThanEndWithoutItsLastResults() {
        Pipeline pipeline = Pipeline.create("unwritable");
        pipeline.serde(Unwritable.class, new Failing());
        pipeline.source("in", Sources.of(1, 2, 3)).rebalance().to("out", new Preparing());
        assertThatThrownBy(() -> LocalFlink.runner(tolerant()).execute(pipeline))
                .hasStackTraceContaining("the last results of 'out' cannot be prepared")
                .hasStackTraceContaining("it is not to be written");
    }
}
