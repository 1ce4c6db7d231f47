package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.OwnOperators.Limit;
import io.millrace.examples.docs.OwnOperators.LimitCheck;
import io.millrace.examples.docs.OwnOperators.Payment;
import io.millrace.examples.docs.OwnOperators.Scored;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How the guide to operators of one's own tries its operators. */
class OwnOperatorsGuideTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private static Payment payment(String user, double amount) {
        return new Payment(user, amount, NOON);
    }

    // tag::harness
    @Test
    void shouldKeepLimitsThroughASnapshot() throws Exception {
        OperatorHarness<Object, Payment> harness = OperatorHarness.of(new LimitCheck())
                .keyedBy(0, (Payment payment) -> payment.user())
                .keyedBy(1, (Limit limit) -> limit.user())
                .snapshots()
                .open();
        harness.event(1, new Limit("ada", 500), 0).restart(new LimitCheck());
        harness.event(0, payment("ada", 499), 1).event(0, payment("bob", 101), 2);

        assertThat(harness.output()).extracting(OperatorHarness.Emitted::value).containsExactly(payment("ada", 499));
        assertThat(harness.sideOutput("beyond")).hasSize(1);
        assertThat(harness.count("refused")).isEqualTo(1);
    }
    // end::harness

    // tag::simulation
    @Test
    void shouldScoreEachPaymentOnceWhateverFailsMeanwhile() {
        Seeds.check(20, seed -> {
            SimulatedExecutor threads = SimulatedExecutor.within(Duration.ofMillis(50));
            Simulation simulation = Simulation.of(OwnOperators.pipeline(payment -> 0.5, threads))
                    .seed(seed)
                    .executor(threads)
                    .snapshots(Duration.ofMillis(5))
                    .steps((int) (seed * 37))
                    .crashAndRestore()
                    .run();
            assertThat(simulation.output("scored")).doesNotHaveDuplicates().allMatch(Scored.class::isInstance);
            assertThat(simulation.output("scored").size()
                            + simulation.output("beyond").size())
                    .isEqualTo(1_000);
        });
    }
    // end::simulation
}
