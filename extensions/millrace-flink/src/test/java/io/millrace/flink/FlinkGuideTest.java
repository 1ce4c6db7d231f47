package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.PipelineRef;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** What the guide shows. */
class FlinkGuideTest {

    /** A program. */
    static final class Program {

        private Program() {}

        static Pipeline pipeline(Path inbox, Path outbox) {
            Pipeline pipeline = Pipeline.create("program");
            pipeline.source("in", Sources.lines(inbox)).to("out", Sinks.lines(outbox));
            return pipeline;
        }
    }

    static void run(Pipeline pipeline) throws Exception {
        // tag::run
        FlinkRunner.run(pipeline); // where it was: engine.start(pipeline).join();
        // end::run
    }

    static JobClient submit(Pipeline pipeline, Configuration configuration) throws Exception {
        // tag::submit
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createRemoteEnvironment("jobmanager", 8081, configuration, "program.jar");
        JobClient job = FlinkRunner.on(environment).executeAsync(pipeline);
        // end::submit
        return job;
    }

    static void built(StreamExecutionEnvironment environment, String in, String out) throws Exception {
        // tag::built
        FlinkRunner.on(environment).add(PipelineRef.of(() -> Program.pipeline(Path.of(in), Path.of(out))));
        environment.execute();
        // end::built
    }

    record Payment(String card, long cents) {}

    record Alert(String card) {}

    private static EventStream<Alert> alerts(EventStream<Payment> payments) {
        return payments.filter(payment -> payment.cents() > 100_000)
                .map(payment -> new Alert(payment.card()))
                .typed(Alert.class);
    }

    static void beside(StreamExecutionEnvironment environment, DataStream<Payment> stream, Sink<Alert> sink)
            throws Exception {
        // tag::beside
        Pipeline pipeline = Pipeline.create("fraud");
        EventStream<Payment> payments = FlinkRunner.from(pipeline, "payments", stream, Payment.class);
        Supplier<DataStream<Alert>> alerts = FlinkRunner.to(alerts(payments), "alerts", Alert.class);
        FlinkRunner.on(environment).add(pipeline);
        alerts.get().sinkTo(sink);
        environment.execute("fraud");
        // end::beside
    }

    @Test
    void shouldTakeTheProgramOfTheGuide() {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        Pipeline pipeline = Program.pipeline(Path.of("/in"), Path.of("/out"));
        assertThatCode(() -> FlinkRunner.on(environment).add(pipeline)).doesNotThrowAnyException();
    }
}
