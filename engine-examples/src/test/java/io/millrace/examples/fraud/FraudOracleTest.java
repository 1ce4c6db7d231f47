package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FraudOracleTest {

    @Test
    void shouldFindWhatIsKnownToBeInTheFile() throws IOException {
        assertThat(FraudOracle.expected(FraudData.transactions())).isEqualTo(FraudData.expected());
    }

    @Test
    void shouldFindOneOfEachRuleInTheScenario() {
        Instant start = Instant.parse("2024-01-15T10:00:00Z");
        FraudOracle.Expected expected = FraudOracle.expected(Scenario.TRANSACTIONS);
        assertThat(expected.highValue()).containsExactly("T5");
        assertThat(expected.highVelocity())
                .containsExactly(new FraudOracle.Burst("U1", start, Instant.parse("2024-01-15T10:05:00Z"), 4));
        assertThat(expected.multipleCountries())
                .containsExactly(new FraudOracle.Session(
                        "U1", start, Instant.parse("2024-01-15T10:03:00Z"), new TreeSet<>(List.of("UK", "US"))));
    }

    @Test
    void shouldRaiseEachAlertByTheTransactionThatWasTooMuch() {
        assertThat(ArrivalOracle.raised(Scenario.TRANSACTIONS))
                .containsExactly(
                        new ArrivalOracle.Raised(Rule.HIGH_VELOCITY, "T4"),
                        new ArrivalOracle.Raised(Rule.MULTIPLE_COUNTRIES, "T4"),
                        new ArrivalOracle.Raised(Rule.HIGH_VALUE, "T5"));
    }
}
