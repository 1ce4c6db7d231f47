package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

    @Test
    void shouldRunToTheEndOfItsSource(@TempDir Path directory) {
        Pipeline pipeline = Pipeline.create("service");
        pipeline.source("numbers", Sources.of(1, 2, 3)).to("out", Sinks.discard());
        Service.run(pipeline, directory);
        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void shouldReadWhatComesIntoAQueue() throws InterruptedException {
        BlockingQueue<Reading> queue = new LinkedBlockingQueue<>();
        BlockingQueue<Reading> arrived = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("queue");
        Service.waiting(pipeline, queue).to("out", Sinks.callback(arrived::add));
        Service.standardInput(Pipeline.create("not started"));
        Reading reading = new Reading("kitchen", 21.5, Instant.EPOCH);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline)) {
            queue.add(reading);
            assertThat(arrived.take()).isEqualTo(reading);
            job.stop();
            job.join();
        }
    }
}
