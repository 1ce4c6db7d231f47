package io.millrace.window.model;

import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.sink.Sinks;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.time.EventTime;
import io.millrace.window.WindowResult;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A run of a pipeline's window operator by itself, with little room now and then, and snapshots anywhere. They are
 * written in portions while events go on, and at their ends they are complete, or given up, or the run fails: then it
 * goes on from the last complete one, and what has happened since happens again.
 */
final class OperatorRun {

    private final RandomPipeline pipeline;
    private final SplittableRandom random;
    private final OperatorHarness<Event, WindowResult<String, Object>> harness;
    private Batch<Event> batch = new Batch<>(1);

    /** Which input the batch is of. */
    private int input;

    /** The last complete snapshot, and which step comes behind its barrier. */
    private OperatorSnapshot snapshot;

    private int stepBehindSnapshot;

    /** Which step comes behind the barrier of the snapshot in flight, -1 when there is none. */
    private int stepBehindBarrier = -1;

    private int failuresLeft = 5;

    OperatorRun(RandomPipeline pipeline, long seed) throws Exception {
        this.pipeline = pipeline;
        random = new SplittableRandom(seed);
        harness = OperatorHarness.of(operator())
                .snapshots()
                .room(random.nextBoolean() ? 1 + random.nextInt(2) : Integer.MAX_VALUE);
        for (int input = 0; input < pipeline.streams().streams(); input++) {
            harness.keyedBy(input, Event::key);
        }
        harness.open();
    }

    void run() throws Exception {
        int at = 0;
        while (at < pipeline.steps().size()) {
            step(pipeline.steps().get(at++));
            if (random.nextInt(4) == 0) {
                flush();
                at = snapshots(at);
            }
            harness.writeSnapshot(random.nextInt(3));
        }
        flush();
        watermark(EventTime.MAX);
    }

    private void step(Step step) throws Exception {
        int stream = step.isEvent() ? pipeline.streams().streamOf(step.event()) : input;
        if (!step.isEvent() || batch.isFull() || stream != input) {
            flush();
        }
        input = stream;
        switch (step.what()) {
            case EVENT -> batch.add(step.event(), step.time());
            case WATERMARK -> watermark(step.time());
            case CLOCK -> harness.advance(Duration.ofMillis(Math.max(0, step.time() - harness.millis())));
        }
    }

    /** Begins a snapshot, or ends it, or fails; returns the step to go on with. */
    private int snapshots(int next) throws Exception {
        if (stepBehindBarrier < 0) {
            harness.beginSnapshot();
            stepBehindBarrier = next;
        } else if (random.nextInt(4) == 0) {
            harness.abandonSnapshot();
            stepBehindBarrier = -1;
        } else {
            snapshot = harness.endSnapshot();
            stepBehindSnapshot = stepBehindBarrier;
            stepBehindBarrier = -1;
        }
        if (snapshot == null || failuresLeft == 0 || random.nextInt(3) > 0) {
            return next;
        }
        failuresLeft--;
        stepBehindBarrier = -1;
        harness.restore(operator(), snapshot);
        return stepBehindSnapshot;
    }

    private void flush() throws Exception {
        if (batch.size() > 0) {
            harness.batch(input, batch);
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
        return (Operator<Event, WindowResult<String, Object>>) ((OperatorLogic<?, ?>) logic).operator();
    }

    List<Result> results() {
        return harness.output().stream()
                .map(result -> Result.of(result.value(), result.timestamp()))
                .toList();
    }

    List<Event> late() {
        return pipeline.streams().late().stream()
                .flatMap(late -> harness.sideOutput(late).stream())
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
