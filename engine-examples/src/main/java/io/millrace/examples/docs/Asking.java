package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.source.Answer;
import io.millrace.source.Request;
import io.millrace.source.RequestFailedException;
import io.millrace.source.RequestId;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** An application that asks a pipeline, and is answered by it. */
public final class Asking {

    private static final double LIMIT = 1_000;

    private Asking() {}

    // tag::records
    record Payment(String card, double amount) {}

    record Decision(boolean accepted, String why) {}
    // end::records

    // tag::keyed
    /** Accepts payments of a card up to a limit. */
    static final class Limits extends KeyedProcess<String, Request<Payment>, Answer<Decision>> {

        private final ValueState<Double> spent = value("spent", Double.class);

        @Override
        protected void process(Request<Payment> request, KeyedContext<String> context, Emitter<Answer<Decision>> out) {
            double sum = spent.getOr(0.0) + request.question().amount();
            if (sum > LIMIT) {
                out.emit(request.answer(new Decision(false, "beyond the limit")));
            } else {
                spent.set(sum);
                out.emit(request.answer(new Decision(true, "")));
            }
        }
    }
    // end::keyed

    // tag::later
    /** Accepts the second of two payments that agree, and refuses one that stays alone for a second. */
    static final class FourEyes extends KeyedProcess<String, Request<Payment>, Answer<Decision>> {

        private final ValueState<RequestId> first = value("first", RequestId.class);
        private final Timer alone = processingTimer("alone", this::alone);

        @Override
        protected void process(Request<Payment> request, KeyedContext<String> context, Emitter<Answer<Decision>> out) {
            RequestId other = first.get();
            if (other == null) {
                first.set(request.id());
                alone.set(context.processingTime().plusSeconds(1));
            } else {
                first.clear();
                alone.clear();
                out.emit(other.answer(new Decision(true, "the first of two")));
                out.emit(request.answer(new Decision(true, "the second of two")));
            }
        }

        private void alone(KeyedContext<String> context, Emitter<Answer<Decision>> out) {
            out.emit(first.get().refuse("nobody else has asked for card " + context.key()));
            first.clear();
        }
    }
    // end::later

    // tag::source
    static final RequestSource<Payment, Decision> PAYMENTS = Sources.requests(1_024, Payment.class, Decision.class);

    static Pipeline pipeline(RequestSource<Payment, Decision> payments) {
        Pipeline pipeline = Pipeline.create("decisions");
        pipeline.source("payments", payments)
                .keyBy(request -> request.question().card(), String.class)
                .process("limits", Limits::new)
                .to("decisions", payments.answers());
        return pipeline;
    }
    // end::source

    static Pipeline fourEyes(RequestSource<Payment, Decision> payments) {
        Pipeline pipeline = Pipeline.create("four eyes");
        pipeline.source("payments", payments)
                .keyBy(request -> request.question().card(), String.class)
                .process("four eyes", FourEyes::new)
                .to("decisions", payments.answers());
        return pipeline;
    }

    /**
     * Asks once.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        // tag::ask
        try (Engine engine = Engine.create()) {
            engine.start(pipeline(PAYMENTS));
            CompletableFuture<Decision> decision = PAYMENTS.ask(new Payment("1234", 99.5), Duration.ofMillis(100));
            System.out.println(decision.join());
        }
        // end::ask
    }

    // tag::fallback
    /** Decides by itself when there is no answer in time. */
    static CompletableFuture<Decision> decide(
            RequestSource<Payment, Decision> payments, Payment payment, Executor threads) {
        return payments.ask(payment, Duration.ofMillis(100))
                .exceptionally(failure -> new Decision(payment.amount() < 10, reason(failure)))
                .thenApplyAsync(Asking::logged, threads);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "undecided in time";
        }
        return failure instanceof RequestFailedException failed
                ? "undecided: " + failed.reason()
                : "undecided: " + failure;
    }
    // end::fallback

    private static Decision logged(Decision decision) {
        System.out.println(decision);
        return decision;
    }
}
