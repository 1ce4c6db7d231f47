package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.PaymentRules.Order;
import io.millrace.examples.docs.PaymentRules.Payment;
import io.millrace.examples.docs.PaymentRules.Rule;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaymentRulesTest {

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    @Test
    void shouldDecideByTheRulesOfTheTimeAndRunACandidateBesideThem() {
        List<Order> orders = List.of(new Order("a", 1, at(0)), new Order("b", 1, at(1)));
        List<Payment> payments = List.of(
                new Payment("a", "ada", 60, at(10)),
                new Payment("c", "ada", 60, at(20)),
                new Payment("d", "ada", 60, at(30)),
                new Payment("e", "ada", 60, at(40)));
        List<Rule> rules = List.of(
                new Rule("many", 100, false, false, at(15)),
                new Rule("few", 50, true, false, at(25)),
                new Rule("many", 0, false, true, at(35)),
                new Rule("more", 200, false, false, at(40)));
        Seeds.check(20, seed -> {
            Simulation simulation = Simulation.of(PaymentRules.pipeline(orders, payments, rules))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(5))
                    .steps((int) (seed * 13))
                    .crashAndRestore()
                    .run();
            assertThat(simulation.output("paid")).containsExactlyInAnyOrder("paid a", "unpaid b");
            assertThat(simulation.output("alerts")).containsExactly("many ada", "many ada", "more ada");
            assertThat(simulation.output("shadow")).containsExactly("few ada", "few ada");
        });
    }
}
