package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {

    private final Broker broker = Broker.shared();

    @Test
    void shouldReadAllPartitionsUpToTheirEnds() throws Exception {
        String topic = broker.topic("plain", 3);
        broker.write(topic, 0, "a", "b");
        broker.write(topic, 2, "c");
        CollectSink<String> read = Sinks.collect();
        Pipeline pipeline = Pipeline.create("plain");
        pipeline.source(
                        "records",
                        Kafka.source(broker.servers(), topic)
                                .values(Format.strings())
                                .endingAt(Offsets.latest()))
                .to("read", read);
        run(pipeline, JobOptions.parallelism(2));
        assertThat(read.values()).containsExactlyInAnyOrder("a", "b", "c");
    }

    private static void run(Pipeline pipeline, JobOptions options) {
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, options)) {
            assertThat(job.join(Duration.ofMinutes(1))).isTrue();
        }
    }
}
