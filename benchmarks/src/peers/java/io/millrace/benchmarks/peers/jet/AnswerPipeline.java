package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Questions;
import java.util.concurrent.CompletableFuture;

/** The job that is asked: it has no requests, so a source and a sink in the same JVM share them. */
final class AnswerPipeline implements Asking {

    private final Job job;

    AnswerPipeline(JetMember member) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.<Long>streamFromProcessor("questions", ProcessorMetaSupplier.of(1, QuestionsP::new)))
                .withoutTimestamps()
                .writeTo(Sinks.fromProcessor("answers", ProcessorMetaSupplier.of(1, AnswersP::new)));
        job = member.start(pipeline);
    }

    @Override
    public CompletableFuture<Long> ask(long question) {
        return Questions.ask(question);
    }

    @Override
    public void close() {
        job.cancel();
    }
}
