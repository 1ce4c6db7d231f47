package io.millrace.source;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.Optional;

/** Gives answers to whoever has asked. */
final class AnswerSink<A> implements Sink<Answer<? extends A>> {

    private static final long serialVersionUID = 1;

    private final RequestDesk<?, A> desk;

    AnswerSink(RequestDesk<?, A> desk) {
        this.desk = desk;
    }

    @Override
    public SinkWriter<Answer<? extends A>> open(SinkContext context) {
        Counter answered = context.metrics().counter("answered");
        Counter ignored = context.metrics().counter("answers ignored");
        return batch -> writeAll(batch, context, answered, ignored);
    }

    private void writeAll(Batch<Answer<? extends A>> batch, SinkContext context, Counter answered, Counter ignored) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            Answer<? extends A> answer = batch.value(row);
            checkIsOurs(answer, batch.timestamp(row), context);
            if (desk.answer(answer)) {
                answered.increment();
            } else {
                ignored.increment();
            }
        }
    }

    /** What has come out of old state may have been asked under another name. */
    private void checkIsOurs(Answer<?> answer, long timestamp, SinkContext context) {
        RequestId request = answer.request();
        if (request.attempt() == context.attempt() && !request.source().equals(desk.name())) {
            throw context.failure(
                    new IllegalStateException("this is an answer to source '" + request.source()
                            + "', and has come to the answers of " + desk
                            + ": send it to the answers() of the one that was asked"),
                    answer,
                    timestamp);
        }
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("the application waits for the answers in this JVM");
    }

    @Override
    public String toString() {
        return "answers of " + desk;
    }
}
