package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.metrics.Distribution;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.MetricGroup;

/**
 * What a task and its operators measure, in the group of their operator of Flink's: {@code millrace.eventsIn}, and for each operator
 * {@code millrace.operator.NAME.METRIC}. The thread of the task adds what there is to be told, reporters read it.
 */
final class FlinkMetrics {

    private static final String GROUP = "millrace";
    private static final String OPERATOR = "operator";
    private static final long NANOS_OLD = TimeUnit.MILLISECONDS.toNanos(100);

    private final HostedTask task;
    private final MetricGroup group;
    private final Clock clock;
    private final Set<String> known = new HashSet<>();
    private Read latest;

    /** What has been read, and when: a reporter that reads all at once does not have all read for each. */
    private record Read(TaskMetrics metrics, long nanos) {}

    FlinkMetrics(HostedTask task, MetricGroup ofOperator, Clock clock) {
        this.task = task;
        this.clock = clock;
        group = ofOperator.addGroup(GROUP);
        group.gauge("eventsIn", () -> read().eventsIn());
        group.gauge("eventsOut", () -> read().eventsOut());
        look();
    }

    /** Adds what operators have begun to measure. */
    void look() {
        task.metrics().operators().forEach(this::add);
    }

    private synchronized TaskMetrics read() {
        long now = clock.nanos();
        if (latest == null || now - latest.nanos() > NANOS_OLD) {
            latest = new Read(task.metrics(), now);
        }
        return latest.metrics();
    }

    private OperatorMetrics read(String operator) {
        OperatorMetrics none = new OperatorMetrics(Map.of(), Map.of(), Map.of());
        return read().operators().getOrDefault(operator, none);
    }

    private void add(String operator, OperatorMetrics metrics) {
        metrics.counters().keySet().forEach(name -> {
            if (isNew(operator, name)) {
                of(operator).counter(name, new Count(operator, name));
            }
        });
        metrics.gauges().keySet().forEach(name -> {
            if (isNew(operator, name)) {
                of(operator).gauge(name, (Gauge<Number>) () -> gauge(operator, name));
            }
        });
        metrics.histograms().keySet().forEach(name -> {
            if (isNew(operator, name)) {
                of(operator).histogram(name, new Values(operator, name));
            }
        });
    }

    private boolean isNew(String operator, String name) {
        return known.add(operator + "\n" + name);
    }

    private MetricGroup of(String operator) {
        return group.addGroup(OPERATOR, operator);
    }

    private Number gauge(String operator, String name) {
        return read(operator).gauges().getOrDefault(name, Map.of()).values().stream()
                .findFirst()
                .orElse(null);
    }

    private static UnsupportedOperationException counted() {
        return new UnsupportedOperationException("it is counted by the operator alone");
    }

    private final class Count implements Counter {

        private final String operator;
        private final String name;

        private Count(String operator, String name) {
            this.operator = operator;
            this.name = name;
        }

        @Override
        public long getCount() {
            return read(operator).counters().getOrDefault(name, 0L);
        }

        @Override
        public void inc() {
            throw counted();
        }

        @Override
        public void inc(long more) {
            throw counted();
        }

        @Override
        public void dec() {
            throw counted();
        }

        @Override
        public void dec(long less) {
            throw counted();
        }
    }

    private final class Values implements Histogram {

        private final String operator;
        private final String name;

        private Values(String operator, String name) {
            this.operator = operator;
            this.name = name;
        }

        @Override
        public void update(long value) {
            throw counted();
        }

        @Override
        public long getCount() {
            return values().count();
        }

        @Override
        public HistogramStatistics getStatistics() {
            return new Statistics(values());
        }

        private Distribution values() {
            return read(operator).histograms().get(name);
        }
    }

    /** The single values are not kept. */
    private static final class Statistics extends HistogramStatistics {

        private static final double PERCENT = 100;

        private final Distribution values;

        private Statistics(Distribution values) {
            this.values = values;
        }

        @Override
        public double getQuantile(double quantile) {
            return values.percentile(PERCENT * quantile);
        }

        @Override
        public long[] getValues() {
            return new long[0];
        }

        @Override
        public int size() {
            return (int) Math.min(Integer.MAX_VALUE, values.count());
        }

        @Override
        public double getMean() {
            return values.mean();
        }

        @Override
        public double getStdDev() {
            return Double.NaN;
        }

        @Override
        public long getMax() {
            return values.max();
        }

        @Override
        public long getMin() {
            return values.min();
        }
    }
}
