package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Asking;
import io.millrace.benchmarks.rival.Questions;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job that is asked: it has no requests, so a source and a sink in the same JVM share them. All of it is one chain. */
final class AnswerJob implements Asking {

    private final JobClient job;

    AnswerJob(StreamExecutionEnvironment env) throws Exception {
        NumberedSource<Long> source = new NumberedSource<>(1, QuestionReader::new);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "questions", Types.LONG)
                .map(number -> Tuple2.of(number, Questions.value(number) + 1), Types.TUPLE(Types.LONG, Types.LONG))
                .sinkTo(new Answers());
        job = env.executeAsync("answers");
    }

    @Override
    public CompletableFuture<Long> ask(long question) {
        return Questions.ask(question);
    }

    @Override
    public void close() {
        job.cancel().join();
    }

    private static final class Answers implements Sink<Tuple2<Long, Long>> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Tuple2<Long, Long>> createWriter(WriterInitContext context) {
            return new Writer();
        }
    }

    private static final class Writer implements SinkWriter<Tuple2<Long, Long>> {

        @Override
        public void write(Tuple2<Long, Long> answer, Context context) {
            Questions.answer(answer.f0, answer.f1);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
