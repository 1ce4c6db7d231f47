package io.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What an input has told before it ended counts when all others are idle, and so it does when the job goes on from a snapshot. */
class EndedInputsTest {

    private static final List<Long> TIMES = LongStream.range(0, 101).boxed().toList();

    private static final class Passing extends KeyedProcess<Long, Long, Long> {
        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            out.emit(event);
        }
    }

    /** Tells the watermarks that come. */
    private static final class Telling implements Operator<Long, Long> {
        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            return true;
        }

        @Override
        public boolean onWatermark(long watermark, Output<Long> out) {
            out.emit(watermark, watermark);
            return true;
        }
    }

    private static EventStream<Long> timed(Pipeline pipeline, String name, Source<Long> source) {
        return pipeline.source(name, source)
                .typed(Long.class)
                .timestamps(
                        Timestamps.millis(time -> time), Watermarks.ascending().idleAfter(Duration.ofSeconds(1)))
                .typed(Long.class);
    }

    private static EventStream<Long> passed(EventStream<Long> stream) {
        return stream.keyBy(time -> time % 7, Long.class)
                .process("passing", Passing::new)
                .typed(Long.class);
    }

    private static Pipeline merged(Function<Pipeline, EventStream<Long>> ended, PushSource<Long> live) {
        Pipeline pipeline = Pipeline.create("ended inputs");
        ended.apply(pipeline)
                .merge(timed(pipeline, "live", live))
                .transform(OperatorSpec.<Long, Long>stateless("telling", Telling::new))
                .parallelism(1)
                .to("watermarks", Sinks.discard());
        return pipeline;
    }

    private static Simulation begun(Simulation simulation) {
        return simulation.parallelism(2).snapshots(Duration.ofDays(1));
    }

    /** The watermarks told in the process behind a snapshot, in which the one stream had ended, and the other was behind it. */
    private static void check(long last, Function<Pipeline, EventStream<Long>> ended) {
        PushSource<Long> live = Sources.push(10);
        Simulation before = begun(Simulation.of(merged(ended, live))).settle();
        live.emit(50L);
        before.settle();
        before.snapshot("both");
        assertThat(before.output("watermarks")).contains(49L).doesNotContain(last);
        before.disk().kill();
        Simulation after = begun(before.next(merged(ended, Sources.push(10)))).settle();
        assertThat(after.output("watermarks")).doesNotContain(last);
        after.advance(Duration.ofSeconds(5)).snapshot(null);
        assertThat(after.output("watermarks")).contains(last).doesNotContain(EventTime.MAX);
    }

    @Test
    void shouldGoOnToWhatAnEndedInputHadToldWhenTheOthersAreIdle() {
        PushSource<Long> live = Sources.push(10);
        Simulation simulation = begun(
                        Simulation.of(merged(pipeline -> timed(pipeline, "ended", Sources.collection(TIMES)), live)))
                .settle();
        live.emit(50L);
        simulation.settle().advance(Duration.ofSeconds(5)).snapshot(null);
        assertThat(simulation.output("watermarks")).contains(99L).doesNotContain(EventTime.MAX);
    }

    @Test
    void shouldGoOnToWhatAnEndedSourceHadToldWhenTheOthersAreIdleAfterARestore() {
        check(99, pipeline -> timed(pipeline, "ended", Sources.collection(TIMES)));
    }

    @Test
    void shouldGoOnToWhatAnEndedOperatorHadToldWhenTheOthersAreIdleAfterARestore() {
        check(99, pipeline -> passed(timed(pipeline, "ended", Sources.collection(TIMES))));
    }

    @Test
    void shouldGoOnToWhatEndedSplitsHadToldWhenTheOthersAreIdleAfterARestore() {
        check(98, pipeline -> timed(pipeline, "ended", new Parts()));
        check(98, pipeline -> passed(timed(pipeline, "ended", new Parts())));
    }

    /** The times in two splits, of which one is behind the other. */
    private static final class Parts implements SplitSource<Long> {
        @Override
        public SplitFinder finder(TaskContext context) {
            return known -> Splits.all(List.of(new Split("even"), new Split("odd")));
        }

        @Override
        public SourceReader<Long> open(SourceContext context) throws Exception {
            long rest = context.split().equals("even") ? 0 : 1;
            return Sources.collection(
                            TIMES.stream().filter(time -> time % 2 == rest).toList())
                    .open(context);
        }
    }
}
