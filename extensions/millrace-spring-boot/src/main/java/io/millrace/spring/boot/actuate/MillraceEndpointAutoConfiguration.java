package io.millrace.spring.boot.actuate;

import io.millrace.Engine;
import io.millrace.spring.boot.MillraceAutoConfiguration;
import io.millrace.spring.boot.MillraceJobs;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code millrace}, where the actuator is there and the endpoint is exposed. */
@AutoConfiguration(after = MillraceAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(MillraceJobs.class)
@ConditionalOnAvailableEndpoint(MillraceEndpoint.class)
public final class MillraceEndpointAutoConfiguration {

    /** Made by Spring. */
    public MillraceEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MillraceEndpoint millraceEndpoint(Engine engine, MillraceJobs jobs) {
        return new MillraceEndpoint(engine, jobs);
    }
}
