package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.average;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Reports a sensor that was too hot, once it has cooled down. */
final class HeatWatch extends KeyedProcess<String, Reading, Incident> {

    private static final double TOO_HOT = 80;

    // tag::kinds
    private final ValueState<Instant> hotSince = value("hot-since", Instant.class);
    private final ListState<Reading> hotReadings = list("hot-readings", Reading.class);
    private final MapState<LocalDate, Long> incidents = map("incidents", LocalDate.class, Long.class);
    private final AggregatingState<Reading, Double> average = aggregating("average", average(Reading::celsius));
    // end::kinds

    @Override
    protected void process(Reading reading, KeyedContext<String> context, Emitter<Incident> out) {
        average.add(reading);
        if (reading.celsius() > TOO_HOT) {
            if (hotSince.get() == null) {
                hotSince.set(reading.time());
            }
            hotReadings.add(reading);
        } else if (hotSince.get() != null) {
            report(context, out);
        }
    }

    private void report(KeyedContext<String> context, Emitter<Incident> out) {
        out.emit(new Incident(context.key(), hotSince.get(), average.get(), List.copyOf(hotReadings.elements())));
        LocalDate day = LocalDate.ofInstant(hotSince.get(), ZoneOffset.UTC);
        incidents.put(day, incidents.contains(day) ? incidents.get(day) + 1 : 1);
        hotSince.clear();
        hotReadings.clear();
    }
}
