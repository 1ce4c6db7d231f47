package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.sink.Sinks;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import java.nio.file.Path;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade puts an operator that has state without keys into another task. */
class MovedStateTest {

    @TempDir
    private Path directory;

    /** Remembers how many events there were. */
    private static final class Counting implements Operator<Event, Event> {

        private ListState<Long> state;
        private long count;

        @Override
        public void open(OperatorContext context) {
            state = context.operatorState(ListSpec.of("count", Long.class), Redistribution.SPLIT);
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<Event> out) {
            count += batch.size();
            out.emitAll(batch);
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Event> out) {
            state.clear();
            state.add(count);
            return true;
        }
    }

    private static Pipeline pipeline(String test, boolean readsSource, boolean moved) {
        Pipeline pipeline = Pipeline.create("moved");
        EventStream<Event> events = pipeline.source("in", new PacedSource(test, Event.some(1, 600, 3), 0));
        EventStream<Event> before =
                readsSource ? events : events.rebalance().map(event -> event).named("before");
        EventStream<Event> counted = (moved ? before.rebalance() : before)
                .transform(OperatorSpec.stateful("counting", "counting", Counting::new));
        counted.to("out", Sinks.discard());
        return pipeline;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeRefusedWhereTheStateWouldBeLost(boolean readsSource) throws Exception {
        String test = "moved " + readsSource;
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(LocalFlink.surviving(2, directory.resolve("checkpoints")))
                .executeAsync(pipeline(test, readsSource, false));
        PacedSource.awaitHeld(test);
        String savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        PacedSource.release(test);
        FlinkRunner second = LocalFlink.runner(LocalFlink.from(
                savepoint,
                LocalFlink.surviving(2, directory.resolve("checkpoints"))
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "none")));
        String task = readsSource ? "'in'" : "'before'";
        assertThatThrownBy(() -> second.execute(pipeline(test, readsSource, true)))
                .hasStackTraceContaining("the checkpoint has state of [counting] in task " + task)
                .hasStackTraceContaining("no rebalance()");
    }
}
