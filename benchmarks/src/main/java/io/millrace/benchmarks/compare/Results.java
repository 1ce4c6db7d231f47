package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.tool.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All measurements, and what follows from them. */
final class Results {

    private final List<Measurement> measurements = new ArrayList<>();

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** Millions of events per second, around their median; empty if none was measured. */
    Optional<Spread> speed(Case what) {
        List<Double> speeds = of(what).stream().map(Measurement::speed).toList();
        return speeds.isEmpty() ? Optional.empty() : Optional.of(Spread.median(speeds));
    }

    /** Nanoseconds of processors per event, around their median; empty if none was measured. */
    Optional<Spread> cpuNanos(Case what) {
        List<Double> nanos = of(what).stream().map(Measurement::cpuNanos).toList();
        return nanos.isEmpty() ? Optional.empty() : Optional.of(Spread.median(nanos));
    }

    /** How many times as fast as another one a case is, each in its own block; empty if they share no block. */
    Optional<Spread> ratio(Case what, Case other) {
        List<Double> ratios = of(what).stream()
                .flatMap(one -> of(other).stream()
                        .filter(two -> two.turn().block() == one.turn().block())
                        .map(two -> one.speed() / two.speed()))
                .toList();
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.geometricMean(ratios));
    }

    /** Those that say little, since the machine was busy with something else, or the system not warm yet. */
    List<Measurement> doubtful() {
        return measurements.stream()
                .filter(measurement -> measurement.conditions().busy()
                        || !measurement.conditions().steady())
                .toList();
    }

    int size() {
        return measurements.size();
    }

    /** How many events the runs of a case have read; the fewest if they differ. */
    long events(Case what) {
        return of(what).stream()
                .mapToLong(measurement -> measurement.answer().events())
                .min()
                .orElse(0);
    }

    private List<Measurement> of(Case what) {
        return measurements.stream()
                .filter(measurement -> measurement.what().equals(what))
                .toList();
    }
}
