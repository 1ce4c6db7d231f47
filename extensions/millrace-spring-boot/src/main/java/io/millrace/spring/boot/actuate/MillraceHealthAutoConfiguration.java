package io.millrace.spring.boot.actuate;

import io.millrace.Engine;
import io.millrace.metrics.Health;
import io.millrace.spring.boot.MillraceAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.application.LivenessStateHealthIndicator;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the jobs count for the health of the application, and for its probes. */
@AutoConfiguration(
        after = {MillraceAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class},
        before = {AvailabilityProbesAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class})
@ConditionalOnClass(LivenessStateHealthIndicator.class)
@ConditionalOnBean(Engine.class)
public final class MillraceHealthAutoConfiguration {

    /** Made by Spring. */
    public MillraceHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "millraceHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("millrace")
    MillraceHealthIndicator millraceHealthIndicator(Engine engine) {
        return new MillraceHealthIndicator(engine);
    }

    static AvailabilityState liveness(Health jobs, AvailabilityState application) {
        return jobs.live() ? application : LivenessState.BROKEN;
    }

    static AvailabilityState readiness(Health jobs, AvailabilityState application) {
        return jobs.ready() ? application : ReadinessState.REFUSING_TRAFFIC;
    }

    /** The states that Spring Boot's probes look at, by the names of the beans that it would make itself. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ApplicationAvailability.class)
    @ConditionalOnBooleanProperty(name = "millrace.health.probes", matchIfMissing = true)
    @ConditionalOnBooleanProperty(name = "management.endpoint.health.probes.enabled", matchIfMissing = true)
    static class Probes {

        @Bean
        @ConditionalOnMissingBean(name = "livenessStateHealthIndicator")
        LivenessStateHealthIndicator livenessStateHealthIndicator(ApplicationAvailability application, Engine engine) {
            return new LivenessStateHealthIndicator(application) {
                @Override
                protected AvailabilityState getState(ApplicationAvailability availability) {
                    return liveness(engine.health(), super.getState(availability));
                }
            };
        }

        @Bean
        @ConditionalOnMissingBean(name = "readinessStateHealthIndicator")
        ReadinessStateHealthIndicator readinessStateHealthIndicator(
                ApplicationAvailability application, Engine engine) {
            return new ReadinessStateHealthIndicator(application) {
                @Override
                protected AvailabilityState getState(ApplicationAvailability availability) {
                    return readiness(engine.health(), super.getState(availability));
                }
            };
        }
    }
}
