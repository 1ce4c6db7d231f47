package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.SmallVerbs.Bid;
import io.millrace.examples.docs.SmallVerbs.Event;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallVerbsTest {

    @Test
    void shouldDoWhatTheGuideSays() {
        Seeds.check(10, seed -> {
            Simulation run = Simulation.of(SmallVerbs.pipeline(SmallVerbs.events()))
                    .seed(seed)
                    .parallelism(1)
                    .run();

            assertThat(run.output("log"))
                    .hasSize(9)
                    .isSortedAccordingTo(Comparator.comparing(event -> ((Event) event).time()));
            assertThat(ids(run, "sent twice")).containsExactly("b1");
            assertThat(ids(run, "hasty")).containsExactly("b5");
            assertThat(ids(run, "ordered")).containsExactly("b2", "b1", "b3", "b4", "b6");
            assertThat(ids(run, "settled")).containsExactly("b4", "b6");
            assertThat(run.output("rows").stream()
                            .mapToInt(rows -> ((List<?>) rows).size())
                            .sum())
                    .isEqualTo(2);
            assertThat(run.output("too late")).isEmpty();
        });
        assertThat(SmallVerbs.ticks().toString()).contains("conflate by key");
    }

    private static List<String> ids(Simulation run, String sink) {
        return run.output(sink).stream().map(bid -> ((Bid) bid).id()).toList();
    }
}
