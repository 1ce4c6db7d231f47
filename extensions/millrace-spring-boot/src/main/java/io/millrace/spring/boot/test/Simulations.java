package io.millrace.spring.boot.test;

import io.millrace.Pipeline;
import io.millrace.testing.Simulation;
import java.util.Map;

/** Simulations of the pipelines among the beans. Not thread-safe. */
public final class Simulations {

    private final Map<String, Pipeline> pipelines;

    Simulations(Map<String, Pipeline> pipelines) {
        this.pipelines = Map.copyOf(pipelines);
    }

    /**
     * A new simulation of a pipeline, not yet started.
     *
     * @param pipeline the name that was given to {@link Pipeline#create}
     * @return the simulation
     * @throws IllegalArgumentException when no bean is a pipeline of that name
     */
    public Simulation of(String pipeline) {
        Pipeline found = pipelines.get(pipeline);
        if (found == null) {
            throw new IllegalArgumentException("no bean is a pipeline of the name '" + pipeline + "'; there are: "
                    + pipelines.keySet().stream().sorted().toList());
        }
        return Simulation.of(found);
    }
}
