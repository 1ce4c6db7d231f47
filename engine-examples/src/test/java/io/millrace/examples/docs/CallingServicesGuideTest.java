package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.examples.docs.CallingServices.Enriched;
import io.millrace.examples.docs.CallingServices.Payment;
import io.millrace.examples.docs.CallingServices.Score;
import io.millrace.examples.docs.CallingServices.Services;
import io.millrace.examples.docs.CallingServices.User;
import io.millrace.function.Fn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How the guide to calling services tries its pipelines. */
class CallingServicesGuideTest {

    // tag::simulation
    @Test
    void shouldScoreEachPaymentOnceWhateverFailsMeanwhile() {
        Seeds.check(20, seed -> {
            SimulatedExecutor network = SimulatedExecutor.within(Duration.ofMillis(300));
            Services services = new Services(
                    payment -> CompletableFuture.supplyAsync(() -> new Score(payment.user(), 0.1), network),
                    Score::unknown,
                    user -> CompletableFuture.supplyAsync(() -> new User(user, "GB"), network));
            Simulation simulation = Simulation.of(CallingServices.pipeline(services))
                    .seed(seed)
                    .executor(network)
                    .snapshots(Duration.ofMillis(50))
                    .steps((int) (seed * 137))
                    .crashAndRestore()
                    .run();
            assertThat(simulation.output("scores")).hasSize(1_000);
        });
    }
    // end::simulation

    @Test
    void shouldGiveWhatTheGuideSays() {
        Simulation simulation = Simulation.of(CallingServices.pipeline(Services.answeringAtOnce()))
                .run();
        for (String sink : new String[] {"scores", "strict scores", "by user", "in any order", "queried"}) {
            assertThat(simulation.output(sink)).hasSize(1_000).allMatch(Score.class::isInstance);
        }
        assertThat(simulation.output("not scored")).isEmpty();
        assertThat(simulation.output("enriched"))
                .filteredOn(each -> ((Enriched) each).country().equals("GB"))
                .hasSize(500);
    }

    @Test
    void shouldLeaveOutWhatHasNoAnswer() {
        Fn<Payment, CompletionStage<Optional<Score>>> score = payment -> payment.amount() < 0
                ? CompletableFuture.failedFuture(new IllegalStateException())
                : CompletableFuture.completedFuture(Optional.of(Score.unknown(payment)));
        Pipeline pipeline = Pipeline.create("optional");
        Instant now = Instant.parse("2024-05-01T10:00:00Z");
        CallingServices.optional(
                        pipeline.source(
                                "payments", Sources.of(new Payment("ada", 1, now), new Payment("bob", -1, now))),
                        score)
                .to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out")).containsExactly(new Score("ada", 0.5));
    }
}
