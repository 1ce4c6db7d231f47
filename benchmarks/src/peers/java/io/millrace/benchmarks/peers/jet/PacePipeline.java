package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import io.millrace.benchmarks.rival.Due;
import io.millrace.benchmarks.rival.Schedule;

/** The job whose latency is compared. */
final class PacePipeline {

    private PacePipeline() {}

    static Pipeline of(Schedule schedule) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.<Due>streamFromProcessor(
                        "schedule", ProcessorMetaSupplier.of(1, () -> new ScheduleP(schedule))))
                .withoutTimestamps()
                .groupingKey(Due::key)
                .mapStateful(LongAccumulator::new, (count, key, due) -> {
                    count.add(1);
                    return new Counted(count.get(), due.dueNanos());
                })
                .writeTo(Sinks.fromProcessor("delays", ProcessorMetaSupplier.of(DelaysP::new)));
        return pipeline;
    }
}
