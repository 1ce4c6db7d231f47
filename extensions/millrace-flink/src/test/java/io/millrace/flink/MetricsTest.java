package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.metrics.Metrics.Histogram;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.metrics.Gauge;
import org.junit.jupiter.api.Test;

/** What operators measure is read by a reporter of Flink's. */
class MetricsTest {

    /** Measures events. */
    private static final class Measuring implements Operator<Integer, Integer> {

        private Counter even;
        private Histogram values;
        private volatile long last;

        @Override
        public void open(OperatorContext context) {
            even = context.metrics().counter("even");
            values = context.metrics().histogram("values");
            context.metrics().gauge("last", () -> last);
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int row = 0; row < batch.size(); row++) {
                int value = batch.value(row);
                if (value % 2 == 0) {
                    even.increment();
                }
                values.record(value);
                last = value;
            }
            out.emitAll(batch);
            return true;
        }
    }

    @Test
    void shouldBeInTheGroupsOfFlinksOperators() throws Exception {
        String job = "metrics";
        Pipeline pipeline = Pipeline.create(job);
        List<Integer> numbers = IntStream.rangeClosed(1, 100).boxed().toList();
        pipeline.source("in", Sources.collection(numbers))
                .transform(OperatorSpec.stateful("measuring", "at the source", Measuring::new))
                .typed(Integer.class)
                .rebalance()
                .transform(OperatorSpec.stateful("measuring", "behind", Measuring::new))
                .to("out", Sinks.discard());
        LocalFlink.runner(LocalFlink.plain(1)).execute(pipeline);
        for (String operator : List.of("at the source", "behind")) {
            String name = "millrace.operator." + operator + ".";
            assertThat(MetricsKept.of(job, name + "even", org.apache.flink.metrics.Counter.class)
                            .getCount())
                    .isEqualTo(50);
            assertThat(MetricsKept.of(job, name + "last", Gauge.class).getValue())
                    .isEqualTo(100L);
            org.apache.flink.metrics.Histogram values =
                    MetricsKept.of(job, name + "values", org.apache.flink.metrics.Histogram.class);
            assertThat(values.getCount()).isEqualTo(100);
            assertThat(values.getStatistics().getMin()).isEqualTo(1);
            assertThat(values.getStatistics().getQuantile(0.5)).isEqualTo(50);
        }
        assertThat(MetricsKept.all(job, "millrace.eventsIn", Gauge.class))
                .extracting(gauge -> gauge.getValue())
                .containsExactly(100L, 100L);
    }
}
