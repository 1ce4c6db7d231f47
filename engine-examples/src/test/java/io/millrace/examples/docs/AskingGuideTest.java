package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.Asking.Decision;
import io.millrace.examples.docs.Asking.Payment;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the guide to asking shows. */
class AskingGuideTest {

    // tag::simulation
    @Test
    void shouldAcceptUpToTheLimitAndTimeOutWhileThePipelineIsHeldUp() {
        RequestSource<Payment, Decision> payments = Sources.requests(16);
        Simulation run = Simulation.of(Asking.pipeline(payments)).seed(7).settle();

        CompletableFuture<Decision> first = payments.ask(new Payment("1234", 700));
        CompletableFuture<Decision> second = payments.ask(new Payment("1234", 700));
        run.settle();
        assertThat(List.of(first.join().accepted(), second.join().accepted())).containsExactly(true, false);

        run.hold("payments");
        CompletableFuture<Decision> third = payments.ask(new Payment("1234", 1), Duration.ofMillis(100));
        run.advance(Duration.ofMillis(101));
        assertThat(third).isCompletedExceptionally();
    }
    // end::simulation

    @Test
    void shouldDecideByItselfWhenThereIsNoAnswer() {
        RequestSource<Payment, Decision> payments = Sources.requests(1);
        Simulation run = Simulation.of(Asking.pipeline(payments)).settle();
        CompletableFuture<Decision> taken = Asking.decide(payments, new Payment("1234", 5), Runnable::run);
        CompletableFuture<Decision> full = Asking.decide(payments, new Payment("1234", 5), Runnable::run);
        assertThat(full).isCompletedWithValue(new Decision(true, "undecided: FULL"));
        run.hold("payments").advance(Duration.ofSeconds(1));
        assertThat(taken).isCompletedWithValue(new Decision(true, "undecided in time"));
    }

    @Test
    void shouldAnswerTwoThatAgreeAndRefuseOneThatStaysAlone() {
        RequestSource<Payment, Decision> payments = Sources.requests(16);
        Simulation run = Simulation.of(Asking.fourEyes(payments)).settle();
        CompletableFuture<Decision> one = payments.ask(new Payment("a", 1));
        CompletableFuture<Decision> two = payments.ask(new Payment("a", 1));
        CompletableFuture<Decision> alone = payments.ask(new Payment("b", 1));
        run.settle();
        assertThat(one.join().accepted() && two.join().accepted()).isTrue();
        assertThat(alone).isNotDone();
        run.advance(Duration.ofSeconds(2));
        assertThat(alone.handle((decision, failure) -> failure.getMessage()).join())
                .isEqualTo("nobody else has asked for card b");
    }
}
