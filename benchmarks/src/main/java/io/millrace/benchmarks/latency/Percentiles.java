package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.tool.Spread;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** What is shown of a histogram of nanoseconds, and its way from a child to the parent. */
final class Percentiles {

    /** Those that are shown; the last one is the maximum. */
    static final List<Double> SHOWN = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private static final double NANOS_PER_MICRO = 1e3;

    private Percentiles() {}

    /** Of several runs: each has its own percentile, so that one bad run does not make all of them bad. */
    static Spread micros(List<Histogram> runs, double percentile) {
        return Spread.median(runs.stream().map(run -> micros(run, percentile)).toList());
    }

    static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a child has answered with something else than a histogram", e);
        }
    }
}
