package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideOutputTest {

    private static final SideOutput<Object> SIDE = SideOutput.of("side", Object.class);

    @Test
    void shouldForgetWhatGoesToASideOutputThatNobodyReads() {
        List<WeakReference<Object>> emitted = new ArrayList<>();
        PushSource<Integer> push = Sources.push(16);
        Pipeline pipeline = Pipeline.create("unread");
        pipeline.source("push", push)
                .transform(OperatorSpec.<Integer, Integer>stateless("to side", () -> new ToSide(emitted)))
                .to("sink", Sinks.discard());
        Simulation run = Simulation.of(pipeline);
        push.tryEmit(1);
        run.settle();
        assertThat(emitted).hasSize(1);
        for (int attempt = 0; attempt < 20 && emitted.get(0).get() != null; attempt++) {
            System.gc();
        }
        assertThat(emitted.get(0).get()).isNull();
    }

    @Test
    void shouldTellWhichOutputsAreRead() {
        assertThat(readOutputs(true, false)).containsExactly("main");
        assertThat(readOutputs(false, true)).containsExactly("side");
        assertThat(readOutputs(true, true)).containsExactly("main", "side");
    }

    private static List<String> readOutputs(boolean main, boolean side) {
        List<String> read = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("outputs");
        EventStream<Integer> stream = pipeline.source("numbers", Sources.collection(List.of(1)))
                .transform(OperatorSpec.<Integer, Integer>stateless("tells", () -> new TellsWhatIsRead(read)));
        if (main) {
            stream.to("main", Sinks.discard());
        }
        if (side) {
            stream.sideOutput(SIDE).to("side", Sinks.discard());
        }
        Simulation.of(pipeline).run();
        return read;
    }

    /** Writes down which of its outputs are read. */
    private static final class TellsWhatIsRead implements Operator<Integer, Integer> {

        private final List<String> read;
        private Output<Object> side;

        private TellsWhatIsRead(List<String> read) {
            this.read = read;
        }

        @Override
        public void open(OperatorContext context) {
            side = context.sideOutput(SIDE.name());
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            if (out.isRead()) {
                read.add("main");
            }
            if (side.isRead()) {
                read.add("side");
            }
            return true;
        }
    }

    @Test
    void shouldSendToEveryReaderOfASideOutput() {
        List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
        Seeds.check(50, seed -> {
            List<WeakReference<Object>> emitted = new ArrayList<>();
            Pipeline pipeline = Pipeline.create("read");
            EventStream<Integer> stream = pipeline.source("numbers", Sources.collection(numbers))
                    .transform(OperatorSpec.<Integer, Integer>stateless("to side", () -> new ToSide(emitted)));
            EventStream<Object> side = stream.sideOutput(SIDE);
            stream.to("main", Sinks.discard());
            side.to("fused", Sinks.discard());
            side.merge(side.map(each -> each)).to("merged", Sinks.discard());
            Simulation run = Simulation.of(pipeline).seed(seed).run();
            assertThat(run.output("main")).isEmpty();
            assertThat(run.output("fused")).hasSize(500).doesNotHaveDuplicates();
            assertThat(run.output("merged")).hasSize(1_000).containsAll(run.output("fused"));
        });
    }

    /** Sends an object for each event to the side output, and nothing to the main one. */
    private static final class ToSide implements Operator<Integer, Integer> {

        private final List<WeakReference<Object>> emitted;
        private Output<Object> side;

        private ToSide(List<WeakReference<Object>> emitted) {
            this.emitted = emitted;
        }

        @Override
        public void open(OperatorContext context) {
            side = context.sideOutput(SIDE.name());
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int row = 0; row < batch.size(); row++) {
                Object event = new Object();
                emitted.add(new WeakReference<>(event));
                side.emit(event, batch.timestamp(row));
            }
            return true;
        }
    }
}
