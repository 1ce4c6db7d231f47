package io.millrace.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.metrics.Health;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.spring.boot.MillraceAutoConfiguration;
import io.millrace.spring.boot.MillraceJobs;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class HealthTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MillraceAutoConfiguration.class,
                    MillraceHealthAutoConfiguration.class,
                    ApplicationAvailabilityAutoConfiguration.class,
                    AvailabilityProbesAutoConfiguration.class,
                    AvailabilityHealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=health");

    private static Pipeline failing() {
        Pipeline pipeline = Pipeline.create("failing");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .map(number -> {
                    throw new IllegalStateException(number + " is too much");
                })
                .to("none", Sinks.discard());
        return pipeline;
    }

    private static void publishWell(AssertableApplicationContext context) {
        AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
    }

    private static void awaitFailure(AssertableApplicationContext context) {
        context.getBean(MillraceJobs.class)
                .get("failing")
                .onEnd()
                .handle((state, failure) -> state)
                .toCompletableFuture()
                .join();
    }

    private static Status status(AssertableApplicationContext context, String... path) {
        HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
        return path.length == 0
                ? endpoint.health().getStatus()
                : endpoint.healthForPath(path).getStatus();
    }

    @Test
    void shouldNotBeReadyWhenAJobHasFailedAndBeLiveNevertheless() {
        application.withBean(Pipeline.class, HealthTest::failing).run(context -> {
            publishWell(context);
            awaitFailure(context);
            assertThat(status(context)).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(status(context, "millrace")).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(status(context, "liveness")).isEqualTo(Status.UP);
        });
    }

    @Test
    void shouldBeWellWhenAllJobsAreAndSayWhatTheApplicationSaysOfItself() {
        application.run(context -> {
            publishWell(context);
            assertThat(status(context)).isEqualTo(Status.UP);
            assertThat(status(context, "readiness")).isEqualTo(Status.UP);
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
            AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
            assertThat(status(context, "liveness")).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void shouldLeaveTheProbesToTheApplicationWhereItIsToldSo() {
        application
                .withBean(Pipeline.class, HealthTest::failing)
                .withPropertyValues("millrace.health.probes=false", "management.health.millrace.enabled=false")
                .run(context -> {
                    publishWell(context);
                    awaitFailure(context);
                    assertThat(context).doesNotHaveBean(MillraceHealthIndicator.class);
                    assertThat(status(context, "readiness")).isEqualTo(Status.UP);
                });
    }

    @Test
    void shouldSayThatANewProcessHelpsWhereItDoes() {
        Health dead = Health.dead("a thread has died");

        assertThat(MillraceHealthIndicator.status(dead)).isEqualTo(Status.DOWN);
        assertThat(MillraceHealthIndicator.status(Health.notReady("it starts"))).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(MillraceHealthIndicator.status(Health.WELL)).isEqualTo(Status.UP);
        assertThat(MillraceHealthAutoConfiguration.liveness(dead, LivenessState.CORRECT))
                .isEqualTo(LivenessState.BROKEN);
        assertThat(MillraceHealthAutoConfiguration.readiness(dead, ReadinessState.ACCEPTING_TRAFFIC))
                .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(MillraceHealthAutoConfiguration.liveness(Health.WELL, LivenessState.CORRECT))
                .isEqualTo(LivenessState.CORRECT);
    }
}
