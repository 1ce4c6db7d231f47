package io.millrace.examples.docs;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.time.Instant;

// tag::detector
/** Reports a sensor when it has not been heard of for five minutes. */
final class SilenceDetector extends KeyedProcess<String, Reading, Silence> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ValueState<Instant> lastHeard = value("last-heard", Instant.class);
    private final Timer silent = eventTimer("silent", this::report);

    @Override
    protected void process(Reading reading, KeyedContext<String> context, Emitter<Silence> out) {
        Instant last = lastHeard.get();
        if (last == null || reading.time().isAfter(last)) {
            lastHeard.set(reading.time());
            silent.set(reading.time().plus(PATIENCE));
        }
    }

    private void report(KeyedContext<String> context, Emitter<Silence> out) {
        out.emit(new Silence(context.key(), lastHeard.get()));
        lastHeard.clear();
    }
}
// end::detector
