package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.metrics.Metrics;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final int EVENTS = 200;

    @Test
    void shouldLoseNothingAndFailNothingWhateverTheBatchesAndEdges() {
        List<Integer> numbers = IntStream.range(0, EVENTS).boxed().toList();
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("letters");
            EventStream<Integer> thirds = pipeline.source("numbers", Sources.collection(numbers))
                    .map(number -> number % 3 == 0 ? failure(number) : number)
                    .named("thirds")
                    .onError(Errors.deadLetter());
            thirds.rebalance()
                    .flatMap(number -> number % 2 == 0 ? List.of(number) : List.of(failure(number)))
                    .named("halves")
                    .onError(Errors.deadLetter())
                    .to("good", Sinks.discard());
            pipeline.deadLetters().map(DeadLetter::event).map(Integer::parseInt).to("bad", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .parallelism(1 + random.nextInt(4))
                    .batchSize(1 + random.nextInt(5))
                    .edgeCapacity(1 + random.nextInt(3))
                    .run();

            assertThat(run.output("good"))
                    .containsExactlyInAnyOrderElementsOf(numbers.stream()
                            .filter(n -> n % 3 != 0 && n % 2 == 0)
                            .toList());
            assertThat(run.output("bad"))
                    .containsExactlyInAnyOrderElementsOf(numbers.stream()
                            .filter(n -> n % 3 == 0 || n % 2 != 0)
                            .toList());
            assertThat(counted(run, "thirds") + counted(run, "halves"))
                    .isEqualTo(run.output("bad").size());
        });
    }

    @Test
    void shouldWaitForAReaderOfDeadLettersThatIsBehind() {
        List<Integer> numbers = IntStream.range(0, EVENTS).boxed().toList();
        Pipeline pipeline = Pipeline.create("letters");
        pipeline.source("numbers", Sources.collection(numbers))
                .map(DeadLettersTest::failure)
                .onError(Errors.deadLetter())
                .to("good", Sinks.discard());
        pipeline.deadLetters().rebalance().map(DeadLetter::event).named("slow").to("bad", Sinks.discard());
        Simulation run = Simulation.of(pipeline)
                .batchSize(2)
                .edgeCapacity(1)
                .hold("slow")
                .settle();
        assertThat(run.output("bad")).isEmpty();
        assertThat(run.metrics()
                        .tasks()
                        .get(0)
                        .operators()
                        .get("map-1")
                        .counters()
                        .get(Metrics.DEAD_LETTERS))
                .isLessThan(EVENTS);
        run.release("slow").run();

        assertThat(run.output("bad")).hasSize(EVENTS);
    }

    @Test
    void shouldSaySoWhenNobodyReadsTheDeadLetters() {
        Pipeline pipeline = Pipeline.create("letters");
        pipeline.source("numbers", Sources.of(1))
                .map(number -> number)
                .onError(Errors.deadLetter())
                .to("out", Sinks.discard());

        assertThatThrownBy(() -> pipeline.graph().validated())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("nothing reads the dead letters of onError(...): add pipeline.deadLetters().to(");
    }

    @Test
    void shouldGiveTheSameStreamWheneverAsked() {
        Pipeline pipeline = Pipeline.create("letters");
        EventStream<Integer> numbers = pipeline.source("numbers", Sources.of(1));
        numbers.map(number -> number).onError(Errors.deadLetter()).to("out", Sinks.discard());
        EventStream<DeadLetter> letters = pipeline.deadLetters();

        assertThat(pipeline.deadLetters()).isSameAs(letters);
        EventStream<Integer> later = numbers.map(number -> number).named("later");
        assertThatThrownBy(() -> later.onError(Errors.deadLetter()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already being read, without those of 'later'");
        later.onError(Errors.skip());
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        Pipeline pipeline = Pipeline.create("letters");
        EventStream<Integer> numbers = pipeline.source("numbers", Sources.of(1));
        EventStream<Integer> mapped = numbers.map(number -> number).onError(Errors.fail());

        assertThatThrownBy(pipeline::deadLetters)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no operator of pipeline 'letters' sends dead letters");
        assertThatThrownBy(() -> mapped.onError(Errors.skip()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what becomes of bad events was already said of 'map-1': fail");
        assertThatThrownBy(() -> mapped.rebalance().onError(Errors.skip())).isInstanceOf(IllegalStateException.class);
    }

    private static Integer failure(int number) {
        throw new IllegalArgumentException("not " + number);
    }

    private static long counted(Simulation run, String operator) {
        return run.metrics().tasks().stream()
                .map(task -> task.operators().get(operator))
                .filter(counters -> counters != null)
                .mapToLong(metrics -> metrics.counters().get(Metrics.DEAD_LETTERS))
                .sum();
    }
}
