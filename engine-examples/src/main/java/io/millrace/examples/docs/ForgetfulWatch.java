package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.average;

import io.millrace.operator.AggregateSpec;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.AggregatingState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.time.Instant;

/** Welcomes a sensor that has not been heard of for a day, or never. */
final class ForgetfulWatch extends KeyedProcess<String, Reading, String> {

    // tag::ttl
    private final ValueState<Instant> lastHeard =
            value(ValueSpec.of("last-heard", Instant.class).ttl(Ttl.eventTime(Duration.ofDays(1))));
    private final AggregatingState<Reading, Double> average =
            aggregating(AggregateSpec.of("average", average(Reading::celsius))
                    .ttl(Ttl.processingTime(Duration.ofDays(7)).refreshedOnRead()));
    // end::ttl

    @Override
    protected void process(Reading reading, KeyedContext<String> context, Emitter<String> out) {
        if (lastHeard.get() == null) {
            out.emit("hello " + context.key() + ", you used to have " + average.get());
        }
        lastHeard.set(reading.time());
        average.add(reading);
    }
}
