package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.architecture.Serialized;
import io.millrace.function.SupplierFn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PipelineRefTest {

    private static Pipeline doubled(int parallelism) {
        Pipeline pipeline = Pipeline.create("doubled");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .map(number -> 2 * number)
                .parallelism(parallelism)
                .to("results", Sinks.collect());
        return pipeline;
    }

    @Test
    void shouldBuildAPipelineAgainThatCannotBeSerialized() {
        PipelineRef ref = PipelineRef.of(() -> doubled(2));
        assertThat(doubled(2).graph().unportable()).hasSize(1);

        PipelineRef copy = Serialized.copy(ref);

        assertThat(copy.text())
                .isEqualTo(ref.text())
                .isEqualTo(doubled(2).graph().text());
        assertThat(copy.pipeline().graph().text()).isEqualTo(ref.text());
        assertThat(copy).hasToString("reference to pipeline doubled");
    }

    @Test
    void shouldRefuseAPipelineThatIsBuiltOtherwise() {
        AtomicInteger built = new AtomicInteger();
        PipelineRef ref = PipelineRef.of(() -> doubled(built.incrementAndGet()));

        assertThatThrownBy(ref::pipeline)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "pipeline 'doubled' has been built otherwise than it was: where there was '1  map, parallelism"
                                + " 1  <- 0' there is '1  map, parallelism 2  <- 0'; run the same version of the program, with the"
                                + " same configuration");
    }

    @Test
    void shouldSayWhatKeptAPipelineFromBeingBuilt() {
        SupplierFn<Pipeline> failing = () -> {
            throw new java.io.IOException("no configuration");
        };

        assertThatThrownBy(() -> PipelineRef.of(failing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pipeline could not be built: java.io.IOException: no configuration");
        assertThatThrownBy(() -> PipelineRef.of(() -> null))
                .hasMessage("the function that builds the pipeline returned null");
    }

    /** Where the copy of a sink finds it. */
    private static final Queue<Integer> TAKEN = new ConcurrentLinkedQueue<>();

    @Test
    void shouldRunAGraphThatWasSerialized() {
        Pipeline pipeline = Pipeline.create("graph");
        pipeline.source("numbers", Sources.of(1, 2, 3))
                .map(number -> 2 * number)
                .to("results", Sinks.callback(number -> TAKEN.add(number)));

        try (Engine engine = Engine.create()) {
            engine.start(Serialized.copy(pipeline.graph()), JobOptions.defaults())
                    .join();
        }

        assertThat(TAKEN).containsExactly(2, 4, 6);
    }
}
