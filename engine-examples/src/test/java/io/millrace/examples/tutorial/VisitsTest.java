package io.millrace.examples.tutorial;

// tag::test
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.window.WindowedResults;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VisitsTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    @Test
    void shouldCountWhatIsOutOfOrderAndSetAsideWhatIsLate() {
        Seeds.check(20, seed -> {
            PushSource<Visit> visits = Sources.push(100);
            Pipeline pipeline = Pipeline.create("visits");
            WindowedResults<String, Visit, Long> counts =
                    Visits.perMinute(Visits.timed(pipeline.source("visits", visits)));
            counts.map(PageCount::of).to("counts", Sinks.discard());
            counts.late().map(Visit::visitor).to("late", Sinks.discard());

            Simulation run = Simulation.of(pipeline).seed(seed);
            visits.tryEmit(new Visit("/home", "bob", NOON.plusSeconds(65)));
            visits.tryEmit(new Visit("/home", "cid", NOON.plusSeconds(58)));
            run.settle();
            assertThat(run.output("counts")).isEmpty();

            visits.tryEmit(new Visit("/home", "dan", NOON.plusSeconds(75)));
            run.settle();
            assertThat(run.output("counts")).containsExactly(new PageCount(NOON, "/home", 1));

            visits.tryEmit(new Visit("/home", "eve", NOON.plusSeconds(59)));
            run.drain();
            assertThat(run.output("late")).containsExactly("eve");
            assertThat(run.output("counts"))
                    .containsExactly(new PageCount(NOON, "/home", 1), new PageCount(NOON.plusSeconds(60), "/home", 2));
        });
    }
}
// end::test
