package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Payments that a service scores, a database is asked about, and that are put together with what is known of their users. */
public final class CallingServices {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private CallingServices() {}

    // tag::events
    record Payment(String user, double amount, Instant time) {}

    record User(String name, String country) {}

    record Score(String user, double score) {
        static Score unknown(Payment payment) {
            return new Score(payment.user(), 0.5);
        }
    }

    record Enriched(Payment payment, String country) {}
    // end::events

    /** What is asked. */
    record Services(
            Fn<Payment, CompletionStage<Score>> model,
            Fn<Payment, Score> database,
            Fn<String, CompletionStage<User>> users) {

        static Services answeringAtOnce() {
            return new Services(
                    payment -> CompletableFuture.completedFuture(Score.unknown(payment)),
                    Score::unknown,
                    user -> CompletableFuture.completedFuture(row(user)));
        }
    }

    private static User row(String user) {
        return user.equals("ada") ? new User("ada", "GB") : null;
    }

    static Pipeline pipeline(Services services) {
        Fn<Payment, CompletionStage<Score>> score = services.model();
        Fn<Payment, Score> query = services.database();
        Fn<String, CompletionStage<User>> load = services.users();
        Fn<String, User> row = CallingServices::row;
        Pipeline pipeline = Pipeline.create("payments");
        EventStream<Payment> payments = pipeline.source(
                        "payments", Sources.generate(CallingServices::payment).count(1_000))
                .timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .typed(Payment.class);

        // tag::mapAsync
        EventStream<Score> scores = payments.mapAsync("score", score)
                .inFlight(128)
                .timeout(Duration.ofMillis(250))
                .retry(2, Duration.ofMillis(20))
                .orElseGet((payment, error) -> Score.unknown(payment));
        // end::mapAsync
        scores.to("scores", Sinks.discard());

        // tag::letters
        payments.mapAsync("strict score", score)
                .timeout(Duration.ofMillis(250))
                .onError(Errors.deadLetter())
                .to("strict scores", Sinks.discard());
        pipeline.deadLetters().to("not scored", Sinks.discard());
        // end::letters

        // tag::order
        payments.keyBy(Payment::user).mapAsync("score by user", score).to("by user", Sinks.discard());
        payments.mapAsync("score in any order", score).unordered().to("in any order", Sinks.discard());
        // end::order

        // tag::mapBlocking
        payments.mapBlocking("query", query)
                .inFlight(16)
                .timeout(Duration.ofSeconds(2))
                .to("queried", Sinks.discard());
        // end::mapBlocking

        // tag::lookup
        payments.lookup(Payment::user, load)
                .timeout(Duration.ofSeconds(1))
                .retry(1, Duration.ofMillis(50))
                .cache(10_000, Duration.ofMinutes(5))
                .left("countries", (payment, user) -> new Enriched(payment, user == null ? "unknown" : user.country()))
                .to("enriched", Sinks.discard());
        // end::lookup

        // tag::lookupBlocking
        payments.lookupBlocking(Payment::user, row)
                .inFlight(16)
                .timeout(Duration.ofSeconds(2))
                .retry(5, Duration.ofMillis(20), Duration.ofSeconds(1))
                .inner("rows", (payment, user) -> new Enriched(payment, user.country()))
                .to("with rows", Sinks.discard());
        // end::lookupBlocking
        return pipeline;
    }

    /** A client whose answer may be none. */
    static EventStream<Score> optional(
            EventStream<Payment> payments, Fn<Payment, CompletionStage<Optional<Score>>> score) {
        // tag::optional
        EventStream<Optional<Score>> answers = payments.mapAsync("score", score)
                .timeout(Duration.ofMillis(250))
                .orElse(Optional.empty());
        EventStream<Score> scores = answers.filter(Optional::isPresent).map(Optional::get);
        // end::optional
        return scores;
    }

    private static Payment payment(long index) {
        return new Payment(index % 2 == 0 ? "ada" : "bob", index * 37 % 600, START.plus(Duration.ofSeconds(index)));
    }

    /**
     * Prints what the pipeline looks like, and runs it.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        try (Engine engine = Engine.create()) {
            Pipeline pipeline = pipeline(Services.answeringAtOnce());
            System.out.print(pipeline.graph().text());
            engine.start(pipeline, JobOptions.parallelism(2)).join();
        }
    }
}
