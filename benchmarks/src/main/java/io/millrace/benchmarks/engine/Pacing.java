package io.millrace.benchmarks.engine;

import io.millrace.Pipeline;
import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Due;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.ValueState;
import io.millrace.time.Clock;

/** The pipeline of the comparison of latencies: events that are due, exchanged by key, and counted. */
final class Pacing {

    private Pacing() {}

    /**
     * Makes the pipeline; with a parallelism of two or more the exchange is between threads.
     *
     * @param schedule which events are due when
     */
    static Pipeline pipeline(Schedule schedule) {
        Pipeline pipeline = Pipeline.create("latency");
        pipeline.source("due", new DueSource(schedule))
                .keyBy(Due::key)
                .process("running-count", RunningCount::new)
                .to("seen", new DelaySink());
        return pipeline;
    }

    private record Counted(Due due, long count) {}

    private static final class RunningCount extends KeyedProcess<Integer, Due, Counted> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Due due, KeyedContext<Integer> context, Emitter<Counted> out) {
            long counted = count.getOr(0L) + 1;
            count.set(counted);
            out.emit(new Counted(due, counted));
        }
    }

    private static final class DelaySink implements Sink<Counted> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Counted> open(SinkContext context) {
            return batch -> {
                for (int row = 0; row < batch.size(); row++) {
                    Delays.arrived(batch.value(row).due().dueNanos());
                }
            };
        }
    }

    /** Emits each event when it is due, however late that is. */
    private record DueSource(Schedule schedule) implements Source<Due> {

        @Override
        public SourceReader<Due> open(SourceContext context) {
            return new Reader(schedule, context.clock());
        }
    }

    private static final class Reader implements SourceReader<Due> {

        private final Schedule schedule;
        private final Clock clock;
        private long index;

        Reader(Schedule schedule, Clock clock) {
            this.schedule = schedule;
            this.clock = clock;
        }

        @Override
        public Fetch fetch(Batch<Due> batch) {
            long now = clock.nanos();
            while (index < schedule.events() && schedule.dueNanos(index) <= now && !batch.isFull()) {
                batch.add(schedule.event(index++));
            }
            // Never WAIT: the schedule is denser than the precision of a timed park.
            return index < schedule.events() ? Fetch.MORE : Fetch.END;
        }
    }
}
