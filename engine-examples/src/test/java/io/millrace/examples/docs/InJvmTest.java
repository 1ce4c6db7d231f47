package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.PublisherSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guides show of publishers, queues and streams. */
@Timeout(60)
class InJvmTest {

    @Test
    void shouldReadWhatIsInThisJvm() {
        List<String> words = List.of("a", "b");
        BlockingQueue<String> queue = new LinkedBlockingQueue<>(words);
        queue.add("");
        SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
        // tag::sources[]
        Pipeline pipeline = Pipeline.create("words");
        pipeline.source("published", Sources.publisher(publisher, 256))
                .merge(pipeline.source("queued", Sources.queue(queue, "")))
                .merge(pipeline.source("streamed", Sources.stream(words::stream)))
                .to("out", Sinks.print());
        // end::sources[]
        try (Engine engine = Engine.create()) {
            var job = engine.start(pipeline, JobOptions.defaults());
            while (!publisher.hasSubscribers()) {
                Thread.onSpinWait();
            }
            publisher.submit("c");
            publisher.close();
            job.join();
        }
        assertThat(queue).isEmpty();
    }

    @Test
    void shouldPublishResults() {
        List<Integer> received = new ArrayList<>();
        try (Engine engine = Engine.create()) {
            Pipeline pipeline = Pipeline.create("squares");
            // tag::sink[]
            PublisherSink<Integer> squares = Sinks.publisher(256);
            pipeline.source("numbers", Sources.of(1, 2, 3))
                    .map(number -> number * number)
                    .to("squares", squares);
            try (Stream<Integer> results = squares.stream()) {
                engine.start(pipeline, JobOptions.defaults());
                results.forEach(received::add);
            }
            // end::sink[]
        }
        assertThat(received).containsExactly(1, 4, 9);
    }
}
