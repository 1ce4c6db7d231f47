package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Trades counted per key in each kind of windows, in a job with one task: nanoseconds per event. Sliding windows of all
 * sizes have the same slide, and as many panes as their names say.
 *
 * <p>Where no results are due, all trades are in one pane, since each end of a pane is that of a window. Then there are
 * results only when the job ends: at most 600 for each of the few keys, which is less than one in 500 events. The cost
 * must not depend on the number of panes. Where results are due, there is one per key and slide, of which a slide has
 * 100,000 events; what they cost is the difference.
 *
 * <p>{@code java -jar benchmarks.jar WindowBenchmark -prof gc}. Of the bytes per event the event takes 40.
 */
public class WindowBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 24;
    private static final int READ = Part.of(EVENTS);
    private static final int KEYS = 50;

    /** The kinds of windows. */
    public enum Kind {
        TUMBLING(1),
        SLIDING_1(1),
        SLIDING_10(10),
        SLIDING_60(60),
        SLIDING_600(600),
        SESSION(1);

        private final int windowsPerEvent;

        Kind(int windowsPerEvent) {
            this.windowsPerEvent = windowsPerEvent;
        }

        private KeyedExtension<String, Trade, WindowedStream<String, Trade>> windows(Due due) {
            return switch (this) {
                case TUMBLING -> Windows.tumbling(due.slide);
                case SESSION -> Windows.session(due.gap);
                default -> Windows.sliding(due.slide.multipliedBy(windowsPerEvent), due.slide);
            };
        }
    }

    /** Whether results are due while events come. */
    public enum Due {
        /** The end of the data comes first. */
        NONE(Duration.ofHours(10), Duration.ofHours(10)),
        /** The end of windows, or a pause of a key, comes often. */
        RESULTS(Duration.ofSeconds(10), ofMillis(51));

        private final Duration slide;
        private final Duration gap;

        Due(Duration slide, Duration gap) {
            this.slide = slide;
            this.gap = gap;
        }
    }

    /** The windows to measure. */
    @Param
    public Kind kind;

    /** Whether results are due. */
    @Param
    public Due due;

    private TradeLog log;

    /** Makes the trades. */
    @Setup
    public void prepare() {
        log = new TradeLog(KEYS);
    }

    /** One job. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome count() {
        Pipeline pipeline = Pipeline.create("windows");
        pipeline.source("trades", new TradeSource(log, READ))
                .timestamps(
                        Timestamps.millis(Trade::time),
                        Watermarks.boundedOutOfOrderness(ofMillis(TradeLog.MAX_DISORDER_MILLIS)))
                .keyBy(Trade::user)
                .window(kind.windows(due))
                .aggregate("count", Aggregates.count())
                .to("sum", new TallySink<>(WindowResult<String, Long>::value));
        Outcome outcome = run(pipeline, 1);
        checked(outcome.checksum(), (long) READ * kind.windowsPerEvent);
        return outcome;
    }
}
