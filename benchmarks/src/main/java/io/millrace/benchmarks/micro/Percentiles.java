package io.millrace.benchmarks.micro;

import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The latencies of one iteration, in microseconds. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Percentiles {

    private Histogram nanos;

    /** Takes the latencies of the iteration, which must be so many. */
    long take(Histogram recorded, long expected) {
        nanos = recorded;
        return JobBenchmark.checked(recorded.getTotalCount(), expected);
    }

    /** The median. */
    public double p50() {
        return micros(50);
    }

    /** 99 %. */
    public double p99() {
        return micros(99);
    }

    /** 99.9 %. */
    public double p999() {
        return micros(99.9);
    }

    /** 99.99 %. */
    public double p9999() {
        return micros(99.99);
    }

    private double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }
}
