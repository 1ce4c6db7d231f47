package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records that a source cannot make events of. */
class RejectedRecordsTest {

    private static final int RECORDS = 40;

    /** Numbers, of which every third is bad. */
    private record Numbers(boolean blocking) implements Source<Integer> {
        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return new SourceReader<>() {
                private int next = context.startPosition() instanceof Long start ? start.intValue() : 0;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    if (next < RECORDS) {
                        int record = next++;
                        if (record % 3 == 0) {
                            context.reject("record " + record, new IllegalArgumentException("bad"));
                        } else {
                            batch.add(record);
                        }
                    }
                    return next == RECORDS ? Fetch.END : Fetch.MORE;
                }

                @Override
                public Object position() {
                    return (long) next;
                }
            };
        }
    }

    private static Pipeline pipeline(boolean blocking, Errors errors) {
        Pipeline pipeline = Pipeline.create("rejecting");
        EventStream<Integer> numbers = pipeline.source("numbers", new Numbers(blocking));
        if (errors != null) {
            numbers.onError(errors);
        }
        numbers.typed(Integer.class).to("good", Sinks.discard());
        if (errors != null && errors.sendsDeadLetters()) {
            pipeline.deadLetters().to("dead", Sinks.discard());
        }
        return pipeline;
    }

    private static List<Integer> good() {
        return IntStream.range(0, RECORDS).filter(i -> i % 3 != 0).boxed().toList();
    }

    @Test
    void shouldSendEachToTheDeadLettersOnceWhateverHappens() {
        List<String> bad = IntStream.range(0, RECORDS)
                .filter(i -> i % 3 == 0)
                .mapToObj(i -> "record " + i)
                .toList();
        Seeds.check(100, seed -> {
            Simulation run = Simulation.of(pipeline(seed % 2 == 0, Errors.deadLetter()))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(1));
            run.steps((int) (seed % 37));
            run.crashAndRestore().run();

            assertThat(run.output("good")).containsExactlyInAnyOrderElementsOf(good());
            assertThat(run.output("dead").stream().map(letter -> ((DeadLetter) letter).event()))
                    .containsExactlyInAnyOrderElementsOf(bad);
        });
    }

    @Test
    void shouldDropThemWhereThatIsAskedFor() {
        Simulation run = Simulation.of(pipeline(false, Errors.skip())).run();
        assertThat(run.output("good")).containsExactlyElementsOf(good());
        assertThat(run.metrics().operators().get("numbers").counters()).containsValue(14L);
    }

    @Test
    void shouldFailTheJobWhereNothingWasSaid() {
        assertThatThrownBy(() -> Simulation.of(pipeline(true, null)).run())
                .hasMessageContaining("'numbers' failed")
                .hasMessageContaining("record 0")
                .hasMessageContaining("bad");
    }
}
