package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Inputs that count for barriers and not for event time never hold windows up, whatever they do. */
class ControlInputsTest {

    private static final int SEEDS = 100;

    record Reading(String sensor, long time) {}

    record Rule(int number) {}

    /** Lets readings pass, and tells of each rule that has come by a reading of the time of the latest one. */
    private static final class Ruled implements Operator<Object, Reading> {

        private ListState<Integer> rules;
        private long latest;

        @Override
        public void open(OperatorContext context) {
            rules = context.operatorState(ListSpec.of("rules", Integer.class), Redistribution.SPLIT);
        }

        @Override
        public boolean process(int input, Batch<Object> batch, Output<Reading> out) {
            for (int row = 0; row < batch.size(); row++) {
                if (batch.value(row) instanceof Rule rule) {
                    rules.add(rule.number());
                    out.emit(new Reading("rules", latest), latest);
                } else {
                    latest = batch.timestamp(row);
                    out.emit((Reading) batch.value(row), latest);
                }
            }
            return true;
        }

        @Override
        public boolean onEndOfData(Output<Reading> out) {
            assertThat(rules.elements()).doesNotHaveDuplicates();
            return true;
        }
    }

    private static EventStream<Reading> timed(EventStream<Reading> readings) {
        return readings.timestamps(
                Timestamps.millis(Reading::time),
                Watermarks.boundedOutOfOrderness(Duration.ZERO).idleAfter(Duration.ofSeconds(10)));
    }

    private static void windows(EventStream<Reading> readings, String sink) {
        readings.keyBy(Reading::sensor)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate(sink + "-windows", Aggregates.count())
                .map(window -> window.key() + "@" + window.start().toEpochMilli() + "=" + window.value())
                .to(sink, Sinks.discard());
    }

    private static OperatorSpec<Object, Reading> ruled() {
        return OperatorSpec.<Object, Reading>stateful("ruled", "ruled", Ruled::new)
                .onEventTime()
                .controlInput(1);
    }

    @Test
    void shouldNeedNoTimestampsAndHoldNoWindowUpWhileItIsSilent() throws Exception {
        PushSource<Reading> readings = Sources.push(100);
        PushSource<Rule> rules = Sources.push(100);
        Pipeline pipeline = Pipeline.create("control");
        EventStream<Rule> control = pipeline.source("rules", rules);
        windows(timed(pipeline.source("readings", readings)).transform(ruled(), control), "out");
        Simulation simulation = Simulation.of(pipeline).parallelism(2).seed(1).settle();
        readings.emit(new Reading("a", 1));
        readings.emit(new Reading("a", 12));
        assertThat(simulation.settle().output("out")).containsExactly("a@0=1");
        rules.emit(new Rule(1));
        simulation.settle();
        readings.emit(new Reading("a", 25));
        assertThat(simulation.settle().output("out")).containsExactlyInAnyOrder("a@0=1", "a@10=1", "rules@10=1");
        readings.complete();
        rules.complete();
        assertThat(simulation.run().state()).isEqualTo(JobState.FINISHED);
    }

    @Test
    void shouldNotEndTimeWhenItHasEnded() throws Exception {
        PushSource<Reading> readings = Sources.push(100);
        Pipeline pipeline = Pipeline.create("control");
        EventStream<Rule> control = pipeline.source("rules", Sources.of(new Rule(1)));
        windows(timed(pipeline.source("readings", readings)).transform(ruled(), control), "out");
        Simulation simulation = Simulation.of(pipeline).seed(2).settle();
        readings.emit(new Reading("a", 1));
        assertThat(simulation.settle().output("out")).isEmpty();
        readings.emit(new Reading("a", 11));
        assertThat(simulation.settle().output("out")).contains("a@0=1");
        readings.complete();
        simulation.run();
    }

    @Test
    void shouldLeaveAnIdleStreamIdleWhenSomethingIsMadeOfWhatItTells() throws Exception {
        PushSource<Reading> readings = Sources.push(100);
        PushSource<Reading> others = Sources.push(100);
        PushSource<Rule> rules = Sources.push(100);
        Pipeline pipeline = Pipeline.create("control");
        EventStream<Rule> control = pipeline.source("rules", rules);
        EventStream<Reading> ruled =
                timed(pipeline.source("readings", readings)).transform(ruled(), control);
        windows(ruled.merge(timed(pipeline.source("others", others))), "out");
        Simulation simulation = Simulation.of(pipeline).seed(3).settle();
        readings.emit(new Reading("a", 1));
        others.emit(new Reading("b", 1));
        simulation.settle().advance(Duration.ofSeconds(20));
        rules.emit(new Rule(1));
        simulation.settle();
        others.emit(new Reading("b", 15));
        assertThat(simulation.settle().output("out")).containsExactlyInAnyOrder("a@0=1", "b@0=1", "rules@0=1");
        readings.complete();
        others.complete();
        rules.complete();
        simulation.run();
    }

    @Test
    void shouldGiveTheSameResultsHoweverItsEventsComeAndWhateverIsRestored() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(60);
            List<Reading> readings = IntStream.range(0, count)
                    .mapToObj(i -> new Reading("s" + random.nextInt(3), i))
                    .toList();
            List<Rule> rules =
                    IntStream.range(0, random.nextInt(40)).mapToObj(Rule::new).toList();
            Pipeline pipeline = Pipeline.create("control");
            EventStream<Rule> control = pipeline.source("rules", Sources.collection(rules));
            EventStream<Reading> ruled = timed(pipeline.source("readings", Sources.collection(readings)))
                    .transform(ruled(), control);
            windows(ruled.filter(reading -> !reading.sensor().equals("rules")), "out");
            ruled.filter(reading -> reading.sensor().equals("rules")).to("told", Sinks.discard());
            Simulation simulation = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(10));
            for (int crashes = random.nextInt(3); crashes > 0; crashes--) {
                simulation.steps(random.nextInt(60)).crashAndRestore();
            }
            simulation.run();
            TreeMap<String, Integer> counts = new TreeMap<>();
            readings.forEach(
                    reading -> counts.merge(reading.sensor() + "@" + reading.time() / 10 * 10, 1, Integer::sum));
            assertThat(simulation.output("out"))
                    .containsExactlyInAnyOrderElementsOf(counts.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
            assertThat(simulation.output("told")).hasSameSizeAs(rules);
        });
    }

    @Test
    void shouldRefuseAnOperatorOfControlInputsAlone() {
        Pipeline pipeline = Pipeline.create("control");
        EventStream<Rule> control = pipeline.source("rules", Sources.of(new Rule(1)));
        pipeline.source("readings", Sources.of(new Reading("a", 1)))
                .transform(ruled().controlInput(0), control)
                .to("out", Sinks.discard());
        assertThat(pipeline.describe()).contains("1 (control)");
        assertThatThrownBy(() -> Simulation.of(pipeline))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll("'ruled'", "for control", ".controlInput(...)");
    }
}
