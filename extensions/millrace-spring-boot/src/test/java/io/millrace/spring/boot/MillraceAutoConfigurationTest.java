package io.millrace.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.dashboard.Dashboard;
import io.millrace.job.JobState;
import io.millrace.micrometer.MillraceMetrics;
import io.millrace.spring.boot.actuate.MillraceEndpoint;
import io.millrace.spring.boot.actuate.MillraceEndpointAutoConfiguration;
import io.millrace.spring.boot.actuate.MillraceHealthAutoConfiguration;
import io.millrace.spring.boot.actuate.MillraceHealthIndicator;
import io.millrace.spring.boot.actuate.MillraceMetricsAutoConfiguration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class MillraceAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MillraceAutoConfiguration.class,
                    MillraceDashboardAutoConfiguration.class,
                    MillraceEndpointAutoConfiguration.class,
                    MillraceHealthAutoConfiguration.class,
                    MillraceMetricsAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    static class OnePipeline {
        @Bean
        Pipeline endless() {
            return Recorded.endless("numbers");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnEngine {
        @Bean
        Engine own() {
            return Engine.withWorkers(3);
        }
    }

    @Test
    void shouldRunAPipelineAsLongAsTheApplicationDoes() {
        AtomicReference<Job> job = new AtomicReference<>();
        application.withUserConfiguration(OnePipeline.class).run(context -> {
            job.set(context.getBean(MillraceJobs.class).get("numbers"));
            assertThat(job.get().state()).isEqualTo(JobState.RUNNING);
            assertThat(context.getBean(Engine.class).jobs()).containsExactly(job.get());
        });
        assertThat(job.get().state()).isEqualTo(JobState.FINISHED);
    }

    @Test
    void shouldHaveAnEngineForAnApplicationThatHasNoPipelineYet() {
        application.run(context -> {
            assertThat(context).hasSingleBean(Engine.class);
            assertThat(context.getBean(MillraceJobs.class).all()).isEmpty();
        });
    }

    @Test
    void shouldDoNothingWhereItIsToldSo() {
        application
                .withUserConfiguration(OnePipeline.class)
                .withPropertyValues("millrace.enabled=false", "millrace.dashboard.enabled=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context)
                            .doesNotHaveBean(Engine.class)
                            .doesNotHaveBean(MillraceJobs.class)
                            .doesNotHaveBean(Dashboard.class)
                            .doesNotHaveBean(MillraceHealthIndicator.class);
                });
    }

    @Test
    void shouldRunOnAnEngineOfTheApplicationsOwn() {
        application.withUserConfiguration(OnePipeline.class, OwnEngine.class).run(context -> {
            assertThat(context).hasSingleBean(Engine.class);
            assertThat(context.getBean(Engine.class)).hasToString("Engine of 3 workers");
            assertThat(context.getBean(MillraceJobs.class).get("numbers").state())
                    .isEqualTo(JobState.RUNNING);
        });
    }

    @Test
    void shouldHaveAsManyWorkersAsAreSaid() {
        application
                .withPropertyValues("millrace.workers=5")
                .run(context -> assertThat(context.getBean(Engine.class)).hasToString("Engine of 5 workers"));
    }

    @Test
    void shouldLeaveWhatIsNotThere() {
        application
                .withClassLoader(new FilteredClassLoader(
                        Dashboard.class,
                        MillraceMetrics.class,
                        MeterRegistry.class,
                        Endpoint.class,
                        HealthIndicator.class))
                .withUserConfiguration(OnePipeline.class)
                .withPropertyValues("millrace.dashboard.enabled=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MillraceJobs.class)
                                    .get("numbers")
                                    .state())
                            .isEqualTo(JobState.RUNNING);
                });
    }

    @Test
    void shouldServeADashboardWhereItIsWanted() {
        application.run(context -> assertThat(context).doesNotHaveBean(Dashboard.class));
        application
                .withPropertyValues("millrace.dashboard.enabled=true")
                .run(context -> assertThat(context).hasSingleBean(Dashboard.class));
    }

    @Test
    void shouldSayWhyADashboardCannotBe() {
        application
                .withPropertyValues("millrace.dashboard.enabled=true", "millrace.dashboard.bind=0.0.0.0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("withToken"));
    }

    @Test
    void shouldBindMetricsWhereThereIsARegistry() {
        application.run(context -> assertThat(context).doesNotHaveBean(MillraceMetrics.class));
        application
                .withBean(SimpleMeterRegistry.class)
                .run(context -> assertThat(context).hasSingleBean(MillraceMetrics.class));
    }

    @Test
    void shouldHaveAnEndpointWhereItIsExposed() {
        application.run(context -> assertThat(context).doesNotHaveBean(MillraceEndpoint.class));
        application
                .withPropertyValues("management.endpoints.web.exposure.include=millrace")
                .run(context -> assertThat(context).hasSingleBean(MillraceEndpoint.class));
    }
}
