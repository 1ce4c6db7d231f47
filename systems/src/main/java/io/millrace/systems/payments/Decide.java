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
    private static final Duration BURSTS_WITHIN = Duration.ofMinutes(2);
    private static final double CENTS = 100;

    /** When each was seen last. */
    private final MapState<String, Long> countries =
            map(MapSpec.of("countries", String.class, Long.class).ttl(Ttl.eventTime(COUNTRIES_WITHIN)));

    private final ValueState<Blocks> blocks =
            value(ValueSpec.of("blocks", Blocks.class).ttl(Ttl.eventTime(BLOCKS_WITHIN)));

    /** Those of which a burst may come once more: a payment that was kept while the clock was set back is in the bursts of later ones. */
    private final MapState<String, Long> decided =
            map(MapSpec.of("decided", String.class, Long.class).ttl(Ttl.eventTime(BURSTS_WITHIN)));

    /**
     * Payments that were blocked. By its own time a payment looks back, and not by the watermark, which may be ahead when it is decided once more.
     *
     * @param count how many
     * @param latest when the last of them was
     */
    record Blocks(int count, long latest) {

        private static final Blocks NONE = new Blocks(0, 0);

        int countAt(long now) {
            return latest > now - BLOCKS_WITHIN.toMillis() ? count : 0;
        }
    }

    @Override
    protected void process(Burst burst, KeyedContext<String> context, Emitter<Decision> out) {
        Evidence evidence = burst.latest();
        if (decided.contains(evidence.paymentId())) {
            return;
        }
        decided.put(evidence.paymentId(), evidence.millis());
        Payment payment = evidence.payment();
        int blocked = blocks.getOr(Blocks.NONE).countAt(evidence.millis());
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
            blocks.set(new Blocks(blocked + 1, evidence.millis()));
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
