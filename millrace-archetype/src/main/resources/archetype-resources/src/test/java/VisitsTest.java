package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import ${package}.Visits.Count;
import ${package}.Visits.Visit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VisitsTest {

    private static final Instant TEN = Instant.parse("2024-05-01T10:00:00Z");

    private static Source<Visit> visits() {
        return Sources.of(
                new Visit("/home", TEN),
                new Visit("/about", TEN.plusSeconds(10)),
                new Visit("/home", TEN.plusSeconds(59)),
                new Visit("/home", TEN.plusSeconds(61)));
    }

    @Test
    void shouldCountTheVisitsOfEachPageByMinute() {
        Simulation run = Simulation.of(Visits.pipeline(visits(), Sinks.discard())).run();

        assertThat(run.output("counts"))
                .containsExactlyInAnyOrder(
                        new Count("/home", 2, TEN),
                        new Count("/about", 1, TEN),
                        new Count("/home", 1, TEN.plusSeconds(60)));
    }

    @Test
    void shouldCountEachOnceWhateverCrashes() {
        for (int seed = 0; seed < 20; seed++) {
            Simulation run = Simulation.of(Visits.pipeline(visits(), Sinks.discard()))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(1))
                    .steps(5 * seed)
                    .crashAndRestore()
                    .run();

            assertThat(run.output("counts")).as("seed " + seed).hasSize(3);
        }
    }
}
