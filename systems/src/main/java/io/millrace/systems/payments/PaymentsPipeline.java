package io.millrace.systems.payments;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.sumLong;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.Timely.Deduped;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.Answer;
import io.millrace.source.JournalSource;
import io.millrace.source.RequestSource;
import io.millrace.table.Table;
import io.millrace.table.Tables;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * How payments are decided. First a payment gets what others say of it: the profile of its user, the rules that hold, the score of a model. All of that is written to a journal. Then it is decided
 * by what the journal says, in the order in which it says so: whatever crashes, the journal is read on from the latest snapshot, and the same is decided again.
 */
final class PaymentsPipeline {

    /** How long a payment is known by its id. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    /** Where payments meet the profiles that were posted. */
    static final String MEETS_PROFILES = "profile";

    /** Where they meet the rules. */
    static final String MEETS_RULES = "attach rules";

    private static final Duration VELOCITY = Duration.ofMinutes(1);
    private static final Duration CLOCK_SET_BACK = Duration.ofSeconds(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int IN_FLIGHT = 4_096;

    // where the journal has no room for a while, since what reads it stands still
    private static final int KEPT_AGAIN = 20;
    private static final Duration KEPT_AFTER = Duration.ofMillis(5);
    private static final Duration KEPT_AFTER_AT_MOST = Duration.ofMillis(250);

    private PaymentsPipeline() {}

    /**
     * What it reads.
     *
     * @param requests what is to be decided
     * @param rules those that were posted
     * @param profiles those that were posted
     * @param kept what it has written itself, to decide by it
     */
    record Inputs(
            RequestSource<Payment, Outcome> requests,
            JournalSource<Rule> rules,
            JournalSource<Profile> profiles,
            JournalSource<Evidence> kept) {}

    static Pipeline of(Inputs inputs, Model model, Sink<? super String> log) {
        Pipeline pipeline = Pipeline.create("payments");
        gather(pipeline, inputs, model);
        decide(pipeline, inputs)
                .map(decision -> JSON.writeValueAsString(decision))
                .to("log", log);
        return pipeline;
    }

    private static void gather(Pipeline pipeline, Inputs inputs, Model model) {
        // tag::gather
        Table<String, Profile> profiles = pipeline.source("profiles", inputs.profiles())
                .keyBy(Profile::user, String.class)
                .join(Tables.latest("latest profiles", Profile.class));
        pipeline.source("asked", inputs.requests())
                .map(Evidence::of)
                .keyBy(Evidence::user, String.class)
                .join(profiles.latest())
                .left(MEETS_PROFILES, Evidence::withProfile)
                .typed(Evidence.class)
                .keyBy(Evidence::user, String.class)
                .connect(pipeline.source("rules", inputs.rules()).broadcast())
                .process(MEETS_RULES, AttachRules::new)
                .typed(Evidence.class)
                .keyBy(Evidence::user, String.class)
                .mapAsync("model", evidence -> model.score(evidence).thenApply(score -> evidence.scored(score, true)))
                .inFlight(IN_FLIGHT)
                .timeout(model.patience())
                .orElseGet((evidence, error) -> evidence.scored(Model.byAmountAlone(evidence.payment()), false))
                .typed(Evidence.class)
                .mapAsync("keep", new Keeping(inputs.kept()))
                .inFlight(IN_FLIGHT)
                .retry(KEPT_AGAIN, KEPT_AFTER, KEPT_AFTER_AT_MOST)
                .to("kept", Sinks.discard());
        // end::gather
    }

    private static EventStream<Decision> decide(Pipeline pipeline, Inputs inputs) {
        // tag::decide
        Deduped<Evidence> once = pipeline.source("journal", inputs.kept())
                .timestamps(Timestamps.millis(Evidence::millis), Watermarks.boundedOutOfOrderness(CLOCK_SET_BACK))
                .keyBy(Evidence::paymentId, String.class)
                .dedup("once", REMEMBERED);
        EventStream<Decision> decisions = once.keyBy(Evidence::user, String.class)
                .window(Windows.trailing(VELOCITY))
                .aggregate(
                        "velocity",
                        allOf(
                                count(),
                                sumLong((Evidence evidence) ->
                                        evidence.payment().cents()),
                                last(),
                                Burst::new),
                        Emit.onUpdate())
                .map(WindowResult::value)
                .typed(Burst.class)
                .keyBy(burst -> burst.latest().user(), String.class)
                .process("decide", Decide::new)
                .typed(Decision.class);
        EventStream<Answer<Outcome>> replies = decisions
                .keyBy(Decision::paymentId, String.class)
                .connect(once.duplicates().keyBy(Evidence::paymentId, String.class))
                .process("reply", Reply::new);
        replies.to("answers", inputs.requests().answers());
        // end::decide
        once.late()
                .map(late -> late.request().<Outcome>refuse("the clock was set back; ask again"))
                .to("refusals", inputs.requests().answers());
        decisions.keyBy(Decision::user, String.class).view("latest", Decision::outcome, Outcome.class);
        return decisions;
    }
}
