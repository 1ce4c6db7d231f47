package io.millrace.spring.boot;

import io.millrace.Engine;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Runs all {@link io.millrace.Pipeline} beans on one engine, as long as the application runs. An {@link Engine} bean of the
 * application's own takes the place of this one.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "millrace.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MillraceProperties.class)
public final class MillraceAutoConfiguration {

    /** Made by Spring. */
    public MillraceAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Engine millraceEngine(MillraceProperties properties) {
        Integer workers = properties.workers();
        return workers == null ? Engine.create() : Engine.withWorkers(workers);
    }

    @Bean
    @ConditionalOnMissingBean
    MillraceJobs millraceJobs(
            Engine engine,
            ListableBeanFactory beans,
            MillraceProperties properties,
            ObjectProvider<JobOptionsCustomizer> customizers) {
        return new MillraceJobs(
                engine,
                Pipelines.in(beans),
                properties,
                customizers.orderedStream().toList());
    }
}
