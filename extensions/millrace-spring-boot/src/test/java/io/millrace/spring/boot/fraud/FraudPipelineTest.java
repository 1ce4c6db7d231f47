package io.millrace.spring.boot.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.spring.boot.test.MillraceTest;
import io.millrace.testing.Simulation;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.convention.TestBean;

// tag::slice
@MillraceTest
class FraudPipelineTest {

    private static final Instant TEN = Instant.parse("2024-01-15T10:00:00Z");

    @TestBean
    Source<Transaction> transactions;

    static Source<Transaction> transactions() {
        return Sources.of(
                new Transaction("T1", "U1", 50, "US", TEN),
                new Transaction("T2", "U1", 30, "US", TEN.plusSeconds(60)),
                new Transaction("T3", "U1", 40, "US", TEN.plusSeconds(120)),
                new Transaction("T4", "U1", 20, "UK", TEN.plusSeconds(180)),
                new Transaction("T5", "U2", 1500, "US", TEN.plusSeconds(240)));
    }

    @TestBean
    Sink<Object> alerts;

    static Sink<Object> alerts() {
        return Sinks.discard();
    }

    @Test
    void shouldAlertByEachRule(@Autowired Simulation simulation) {
        assertThat(simulation.seed(42).run().output("alerts"))
                .containsExactlyInAnyOrder(
                        new Alert("HIGH_VALUE", "U2", "amount 1500.0"),
                        new Alert("HIGH_VELOCITY", "U1", "4 in 5 minutes"),
                        new Alert("MULTIPLE_COUNTRIES", "U1", "UK, US"));
    }
}
// end::slice
