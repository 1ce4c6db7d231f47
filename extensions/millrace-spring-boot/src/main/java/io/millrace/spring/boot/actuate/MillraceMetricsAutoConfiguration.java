package io.millrace.spring.boot.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.Engine;
import io.millrace.micrometer.MillraceMetrics;
import io.millrace.spring.boot.MillraceAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Binds what jobs measure to the registries of the application, where {@code millrace-micrometer} is there. */
@AutoConfiguration(
        after = MillraceAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, MillraceMetrics.class})
@ConditionalOnBean({Engine.class, MeterRegistry.class})
public final class MillraceMetricsAutoConfiguration {

    /** Made by Spring. */
    public MillraceMetricsAutoConfiguration() {}

    /** Spring Boot binds all binders. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    MillraceMetrics millraceMetrics(Engine engine) {
        return MillraceMetrics.of(engine);
    }
}
