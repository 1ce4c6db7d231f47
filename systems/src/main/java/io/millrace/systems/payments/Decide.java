package io.millrace.systems.payments;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides by what is known of the user's payments before: the countries of an hour, and whether any was blocked. */
final class Decide extends KeyedProcess<String, Burst, Decision> {

    private static final Duration COUNTRIES_WITHIN = Duration.ofHours(1);
    private static final Duration BLOCKS_WITHIN = Duration.ofDays(1);
    private static final double CENTS = 100;

    /** When each was seen last. */
    private final MapState<String, Long> countries =
            map(MapSpec.of("countries", String.class, Long.class).ttl(Ttl.eventTime(COUNTRIES_WITHIN)));

    private final ValueState<Integer> blocks =
            value(ValueSpec.of("blocks", Integer.class).ttl(Ttl.eventTime(BLOCKS_WITHIN)));

    @Override
    protected void process(Burst burst, KeyedContext<String> context, Emitter<Decision> out) {
        Evidence evidence = burst.latest();
        Payment payment = evidence.payment();
        int blocked = blocks.getOr(0);
        Decision decision = Decision.of(
                evidence,
                new Facts(
                        payment.cents() / CENTS,
                        evidence.timesTypical(),
                        burst.payments(),
                        burst.cents() / CENTS,
                        countriesWith(payment.country(), evidence.millis()),
                        blocked,
                        evidence.score()));
        if (decision.outcome().action() == Action.BLOCK) {
            blocks.set(blocked + 1);
        }
        out.emit(decision);
    }

    private int countriesWith(String country, long now) {
        countries.put(country, now);
        List<String> gone = new ArrayList<>();
        int seen = 0;
        for (Map.Entry<String, Long> each : countries.entries()) {
            if (each.getValue() > now - COUNTRIES_WITHIN.toMillis()) {
                seen++;
            } else {
                gone.add(each.getKey());
            }
        }
        gone.forEach(countries::remove);
        return seen;
    }
}
