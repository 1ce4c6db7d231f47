package io.millrace.spring.boot.test;

import io.millrace.Pipeline;
import io.millrace.testing.Simulation;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;

/** What a {@link MillraceTest} has in place of an engine. */
@AutoConfiguration
public final class SimulationAutoConfiguration {

    /** Made by Spring. */
    public SimulationAutoConfiguration() {}

    @Bean
    Simulations simulations(ObjectProvider<Pipeline> pipelines) {
        return new Simulations(pipelines.stream().collect(Collectors.toMap(Pipeline::name, Function.identity())));
    }

    @Bean
    @Scope("prototype")
    @ConditionalOnSingleCandidate(Pipeline.class)
    Simulation simulation(Pipeline pipeline) {
        return Simulation.of(pipeline);
    }
}
