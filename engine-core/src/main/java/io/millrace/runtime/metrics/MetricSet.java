package io.millrace.runtime.metrics;

import io.millrace.metrics.Distribution;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.metrics.OperatorMetrics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.HdrHistogram.SingleWriterRecorder;

/** The metrics of one instance: written by the thread that runs it, read by anyone. */
public final class MetricSet implements Metrics {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]([A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?");

    /** What operators of users may count by, too. */
    private static final Set<String> SHARED = Set.of(LATE, AHEAD, COMBINED, SKIPPED, DEAD_LETTERS);

    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._ -]");

    private final String operator;
    private final int subtask;
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
    private boolean settled;

    /** Metrics of an instance. */
    public MetricSet(String operator, int subtask) {
        this.operator = operator;
        this.subtask = subtask;
    }

    @Override
    public Counter counter(String name) {
        return of(name, Count.class, Count::new);
    }

    @Override
    public void gauge(String name, LongSupplier value) {
        Objects.requireNonNull(value, "value");
        add(name, new Gauge(value::getAsLong));
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {
        Objects.requireNonNull(value, "value");
        add(name, new Gauge(value::getAsDouble));
    }

    @Override
    public Histogram histogram(String name) {
        return of(name, Recorded.class, Recorded::new);
    }

    /** For one of several parts of the instance: counts and histograms are those of all, gauges bear its name behind theirs. */
    public Part ofPart(String part) {
        return new Part(NOT_IN_NAMES.matcher(part).replaceAll("_"));
    }

    /** The metrics of a part. */
    public final class Part implements Metrics {

        private final String part;
        private final List<String> gauges = new ArrayList<>();

        private Part(String part) {
            this.part = part;
        }

        @Override
        public Counter counter(String name) {
            return MetricSet.this.counter(name);
        }

        @Override
        public void gauge(String name, LongSupplier value) {
            Objects.requireNonNull(value, "value");
            add(name, new Gauge(value::getAsLong));
        }

        @Override
        public void gauge(String name, DoubleSupplier value) {
            Objects.requireNonNull(value, "value");
            add(name, new Gauge(value::getAsDouble));
        }

        @Override
        public Histogram histogram(String name) {
            return MetricSet.this.histogram(name);
        }

        private void add(String name, Gauge gauge) {
            String own = checked(name) + " " + part;
            if (gauges.contains(own)) {
                throw taken(own, "gauge");
            }
            // others may look alike where what cannot be in a name was replaced
            String free = own;
            for (int i = 2; metrics.putIfAbsent(free, gauge) != null; i++) {
                free = own + "-" + i;
            }
            gauges.add(free);
            if (settled) {
                gauge.settle();
            }
        }

        /** The part is over: nothing is left of its gauges. */
        public void forget() {
            for (String gauge : gauges) {
                if (metrics.remove(gauge) instanceof Gauge last) {
                    last.settle();
                }
            }
            gauges.clear();
        }
    }

    /** A gauge of the engine's, if there is none yet. */
    public void ownGauge(String name, LongSupplier value) {
        metrics.putIfAbsent(name, new Gauge(value::getAsLong));
    }

    private void add(String name, Gauge gauge) {
        if (SHARED.contains(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is a counter of the engine's; give the gauge another name");
        }
        if (metrics.putIfAbsent(checked(name), gauge) != null) {
            throw taken(name, "gauge");
        }
        if (settled) {
            gauge.settle();
        }
    }

    private <M extends Metric> M of(String name, Class<M> kind, Supplier<M> make) {
        Metric metric = metrics.computeIfAbsent(checked(name), unused -> make.get());
        if (!kind.isInstance(metric)) {
            throw taken(name, kind == Count.class ? "counter" : "histogram");
        }
        return kind.cast(metric);
    }

    private IllegalArgumentException taken(String name, String wanted) {
        return new IllegalArgumentException("'" + operator + "' has a "
                + metrics.get(name).kind() + " '" + name + "' already; give the " + wanted + " another name");
    }

    private static String checked(String name) {
        if (name == null || !(NAME.matcher(name).matches() || SHARED.contains(name))) {
            throw new IllegalArgumentException(
                    (name == null ? "null" : "'" + name + "'")
                            + " cannot name a metric; use 1 to 100 letters, digits, dots, dashes, underscores, and blanks inside");
        }
        return name;
    }

    public boolean isEmpty() {
        return metrics.isEmpty();
    }

    public String operator() {
        return operator;
    }

    /** The count of that name, or null. */
    public Count count(String name) {
        return metrics.get(name) instanceof Count count ? count : null;
    }

    /** All of them as of now. */
    public OperatorMetrics read() {
        Map<String, Long> counters = new HashMap<>();
        Map<String, Map<Integer, Number>> gauges = new HashMap<>();
        Map<String, Distribution> histograms = new HashMap<>();
        metrics.forEach((name, metric) -> {
            if (metric instanceof Count count) {
                counters.put(name, count.value());
            } else if (metric instanceof Gauge gauge) {
                gauges.put(name, Map.of(subtask, gauge.value()));
            } else if (metric instanceof Recorded recorded) {
                histograms.put(name, recorded.distribution());
            }
        });
        return new OperatorMetrics(counters, gauges, histograms);
    }

    /** The instance closes: gauges go on saying what they say now, and are not asked any more when this returns. */
    public void settle() {
        settled = true;
        metrics.values().forEach(metric -> {
            if (metric instanceof Gauge gauge) {
                gauge.settle();
            }
        });
    }

    private interface Metric {
        String kind();
    }

    /** Is asked under its lock, so that nobody who reads still asks one that is settled. */
    private static final class Gauge implements Metric {

        private Supplier<Number> asked;

        private Gauge(Supplier<Number> asked) {
            this.asked = asked;
        }

        @Override
        public String kind() {
            return "gauge";
        }

        private synchronized Number value() {
            try {
                return asked.get();
            } catch (Throwable e) {
                // Whoever reads metrics has not written it, and what closes is not to be kept from that.
                return Double.NaN;
            }
        }

        private synchronized void settle() {
            Number last = value();
            asked = () -> last;
        }
    }

    /** A count with one writer; what it costs is a plain write. */
    public static final class Count implements Counter, Metric {

        private static final VarHandle VALUE;

        static {
            try {
                VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long value;

        @Override
        public void add(long count) {
            VALUE.setOpaque(this, value + count);
        }

        public void set(long newValue) {
            VALUE.setOpaque(this, newValue);
        }

        @Override
        public long value() {
            return (long) VALUE.getOpaque(this);
        }

        @Override
        public String kind() {
            return "counter";
        }

        @Override
        public String toString() {
            return Long.toString(value());
        }
    }

    /** A histogram with one writer, who never waits for those who read. It is as large as the values need. */
    public static final class Recorded implements Histogram, Metric {

        /** What is higher counts as this. */
        private static final long HIGHEST = Long.MAX_VALUE / 2;

        private static final int DIGITS = 3;

        private final SingleWriterRecorder recorder = new SingleWriterRecorder(DIGITS);
        private final org.HdrHistogram.Histogram total = new org.HdrHistogram.Histogram(DIGITS);
        private org.HdrHistogram.Histogram interval;

        @Override
        public void record(long value, long count) {
            if (count < 0) {
                throw new IllegalArgumentException("a value cannot have been seen " + count + " times");
            }
            recorder.recordValueWithCount(Math.max(0, Math.min(value, HIGHEST)), count);
        }

        @Override
        public Distribution distribution() {
            return Distribution.of(histogram());
        }

        /** All that was recorded so far. */
        public synchronized org.HdrHistogram.Histogram histogram() {
            interval = recorder.getIntervalHistogram(interval);
            total.add(interval);
            return total.copy();
        }

        @Override
        public String kind() {
            return "histogram";
        }
    }
}
