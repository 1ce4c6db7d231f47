package io.millrace.systems.surge;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.Timer;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.window.WindowResult;
import java.time.Instant;

// tag::pricing
/** Moves the multiplier of an area to where demand wants it, as the rule says. Where nothing is heard of an area any more it goes back to 1. */
final class Pricing extends RulesProcess<Area, WindowResult<Area, Demand>, PriceRule, Price> {

    private static final String ONLY = "rule";

    private final MapState<String, PriceRule> rules = shared("rules", String.class, PriceRule.class);
    private final ValueState<Double> multiplier = value("multiplier", Double.class);
    private final ValueState<Instant> latest = value("latest", Instant.class);
    private final Timer quiet = eventTimer("quiet", this::calmDown);

    @Override
    protected void rule(PriceRule rule, RuleContext context) {
        rules.put(ONLY, rule);
    }

    @Override
    protected void process(WindowResult<Area, Demand> window, KeyedContext<Area> context, Emitter<Price> out) {
        while (isRaised() && quietAt().isBefore(window.end())) {
            calmDown(context, out); // event time has leapt over the timer
        }
        move(window.value(), window.end(), context, out);
    }

    private void calmDown(KeyedContext<Area> context, Emitter<Price> out) {
        if (isRaised()) {
            move(new Demand(0, 0), quietAt(), context, out);
        }
    }

    private boolean isRaised() {
        return multiplier.getOr(1.0) > 1;
    }

    private Instant quietAt() {
        return latest.get().plus(SurgePipeline.MINUTE);
    }

    private void move(Demand demand, Instant until, KeyedContext<Area> context, Emitter<Price> out) {
        PriceRule rule = rules.contains(ONLY) ? rules.get(ONLY) : PriceRule.DEFAULT;
        double next = rule.next(multiplier.getOr(1.0), demand);
        multiplier.set(next);
        latest.set(until);
        quiet.set(quietAt());
        out.emit(new Price(context.key(), until.toEpochMilli(), demand.requests(), demand.drivers(), next));
    }
}
// end::pricing
