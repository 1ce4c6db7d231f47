package io.millrace.http;

import io.millrace.source.RequestFailedException;
import io.millrace.state.log.SafeText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Asks, and sends the answer. */
final class AskEndpoint<Q, A> implements Endpoint {

    private final Ask.Settings<Q, A> ask;
    private final Body.Budget budget;
    private final EventReader<Q> reader;

    AskEndpoint(Ask.Settings<Q, A> ask, Body.Budget budget) {
        this.ask = ask;
        this.budget = budget;
        reader = new EventReader<>(ask.mapper, ask.mapper.constructType(ask.questions));
    }

    @Override
    public String allowed() {
        return "POST, OPTIONS";
    }

    @Override
    public void handle(Exchange exchange, String rest) {
        IngestEndpoint.ContentTypes.checkJson(exchange);
        Body.read(exchange.request, ask.maxBody, budget, (body, failure) -> {
            if (failure != null) {
                exchange.cutShort(failure);
                return;
            }
            try {
                ask(exchange, question(body));
            } catch (Throwable e) {
                exchange.fail(e);
            } finally {
                body.release();
            }
        });
    }

    private Q question(Body body) {
        List<Q> questions = reader.json(body.bytes(), body.length());
        if (questions.size() != 1) {
            throw new Problem(400, "one question is asked at a time, not " + questions.size());
        }
        return questions.get(0);
    }

    private void ask(Exchange exchange, Q question) {
        // The source ends it in any case, and sooner or later than the server would.
        exchange.neverIdle();
        CompletableFuture<A> answer = ask.requests.ask(question, ask.timeout);
        exchange.request.addFailureListener(gone -> answer.cancel(false));
        // It is completed by the thread of a task.
        CompletableFuture<A> unused = answer.whenCompleteAsync(
                (value, failure) -> {
                    try {
                        if (failure == null) {
                            exchange.end(200, "application/json", ask.mapper.writeValueAsBytes(value));
                        } else {
                            exchange.fail(explained(failure));
                        }
                    } catch (Throwable e) {
                        exchange.fail(e);
                    }
                },
                exchange.threads());
    }

    private static Throwable explained(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return new Problem(504, SafeText.message(cause));
        }
        return cause instanceof RequestFailedException failed ? explained(failed) : cause;
    }

    private static Problem explained(RequestFailedException failed) {
        Problem problem = switch (failed.reason()) {
            case REFUSED -> new Problem(422, SafeText.message(failed));
            case FULL ->
                new Problem(429, "as many questions are open as may be; ask again later")
                        .retryAfter(1)
                        .with("taken", false);
            case ENDED_BEFORE ->
                new Problem(503, "the job that answers is over, or is being stopped")
                        .retryAfter(5)
                        .with("taken", false);
            case RESTARTED ->
                new Problem(503, "the job that answers has failed, and starts again; ask again").retryAfter(1);
            case FAILED -> new Problem(503, "the job that answers has failed").retryAfter(5);
            case ENDED -> new Problem(503, "the job that answers has ended without an answer").retryAfter(5);
        };
        return problem.with("reason", failed.reason().name());
    }
}
