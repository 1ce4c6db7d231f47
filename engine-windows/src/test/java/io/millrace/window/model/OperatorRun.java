package io.millrace.window.model;

import io.millrace.graph.NodeLogic;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.sink.Sinks;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.time.EventTime;
import io.millrace.window.WindowResult;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A run of a pipeline's window operator by itself, with little room now and then, and hand-overs anywhere. */
final class OperatorRun {

    private final RandomPipeline pipeline;
    private final SplittableRandom random;
    private final OperatorHarness<Event, WindowResult<String, Object>> harness;
    private Batch<Event> batch = new Batch<>(1);

    OperatorRun(RandomPipeline pipeline, long seed) throws Exception {
        this.pipeline = pipeline;
        random = new SplittableRandom(seed);
        harness = OperatorHarness.of(operator())
                .keyedBy(Event::key)
                .room(random.nextBoolean() ? 1 + random.nextInt(2) : Integer.MAX_VALUE)
                .open();
    }

    void run() throws Exception {
        for (Step step : pipeline.steps()) {
            if (!step.isEvent() || batch.isFull()) {
                flush();
            }
            switch (step.what()) {
                case EVENT -> batch.add(step.event(), step.time());
                case WATERMARK -> watermark(step.time());
                case CLOCK -> harness.advance(Duration.ofMillis(Math.max(0, step.time() - harness.millis())));
            }
            if (random.nextInt(8) == 0) {
                flush();
                harness.restart(operator());
            }
        }
        flush();
        watermark(EventTime.MAX);
    }

    private void flush() throws Exception {
        if (batch.size() > 0) {
            harness.batch(0, batch);
        }
        batch = new Batch<>(1 + random.nextInt(8));
    }

    /** The engine passes on only what advances. */
    private void watermark(long time) throws Exception {
        if (time > harness.watermark()) {
            harness.watermark(time);
        }
    }

    @SuppressWarnings("unchecked") // the pipeline knows its types
    private Operator<Event, WindowResult<String, Object>> operator() throws Exception {
        NodeLogic logic = pipeline.pipeline(Sinks.discard(), Sinks.discard()).graph().nodes().stream()
                .filter(node -> RandomPipeline.NAME.equals(node.name()))
                .findFirst()
                .orElseThrow()
                .logic();
        return (Operator<Event, WindowResult<String, Object>>)
                ((NodeLogic.Apply) logic).factory().get();
    }

    List<Result> results() {
        return harness.output().stream()
                .map(result -> Result.of(result.value(), result.timestamp()))
                .toList();
    }

    List<Event> late() {
        return harness.sideOutput("late").stream()
                .map(Emitted::value)
                .map(Event.class::cast)
                .toList();
    }

    long millis() {
        return harness.millis();
    }

    long count(String metric) {
        return harness.count(metric);
    }

    long stateLeft() {
        return harness.keyedState().size();
    }
}
