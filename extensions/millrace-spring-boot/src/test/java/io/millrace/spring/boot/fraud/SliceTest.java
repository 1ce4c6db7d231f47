package io.millrace.spring.boot.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.sink.Sink;
import io.millrace.source.Source;
import io.millrace.spring.boot.MillraceJobs;
import io.millrace.spring.boot.test.MillraceTest;
import io.millrace.spring.boot.test.Simulations;
import io.millrace.testing.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.convention.TestBean;

@MillraceTest
class SliceTest {

    @TestBean
    Source<Transaction> transactions;

    static Source<Transaction> transactions() {
        return FraudPipelineTest.transactions();
    }

    @TestBean
    Sink<Object> alerts;

    static Sink<Object> alerts() {
        return FraudPipelineTest.alerts();
    }

    @Test
    void shouldMakeASimulationForEachWhoAsks(@Autowired Simulation one, @Autowired Simulation another) {
        assertThat(one).isNotSameAs(another);
        assertThat(one.run().output("alerts")).hasSize(3);
        assertThat(another.run().output("alerts")).hasSize(3);
    }

    @Test
    void shouldAlertOnceWhateverCrashes(@Autowired Simulations simulations) {
        for (int seed = 0; seed < 20; seed++) {
            Simulation simulation = simulations
                    .of("fraud")
                    .seed(seed)
                    .snapshots(Duration.ofMillis(1))
                    .steps(5 * seed);
            assertThat(simulation.crashAndRestore().run().output("alerts"))
                    .as("seed " + seed)
                    .hasSize(3)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldHaveNoEngineAndNothingElseOfTheApplication(@Autowired ApplicationContext context) {
        assertThat(context.getBeansOfType(FraudPipeline.class)).hasSize(1);
        assertThat(context.getBeansOfType(HttpAndFiles.class)).hasSize(1);
        assertThat(context.getBeansOfType(FraudController.class)).isEmpty();
        assertThat(context.getBeansOfType(Engine.class)).isEmpty();
        assertThat(context.getBeansOfType(MillraceJobs.class)).isEmpty();
    }

    @Test
    void shouldTellWhichPipelinesThereAre(@Autowired Simulations simulations) {
        assertThatThrownBy(() -> simulations.of("frauds"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no bean is a pipeline of the name 'frauds'; there are: [fraud]");
    }
}
