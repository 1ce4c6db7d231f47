package io.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has been prepared is the committer's, who may do with it as it likes: snapshots have it as it was prepared. */
class PreparedOnceTest {

    /** The numbers that have been written since the last barrier; the committer counts them down to zero. */
    private static final class Numbers implements TransactionalSink<Long, long[]> {

        private static final long serialVersionUID = 1;

        private final transient List<Long> committed = new ArrayList<>();
        private final transient List<Long> recovered = new ArrayList<>();
        private final transient List<long[]> prepared = new ArrayList<>();

        @Override
        public SinkWriter<Long> open(SinkContext context) {
            throw new AssertionError("there are snapshots");
        }

        @Override
        public TransactionalWriter<Long, long[]> openTransactional(SinkContext context, List<long[]> restored) {
            List<Long> written = new ArrayList<>();
            return new TransactionalWriter<>() {
                @Override
                public void write(Batch<Long> batch) {
                    for (int row = 0; row < batch.size(); row++) {
                        written.add(batch.value(row));
                    }
                }

                @Override
                public long[] prepare(long snapshot) {
                    long[] results =
                            written.stream().mapToLong(number -> number).toArray();
                    written.clear();
                    prepared.add(results);
                    return results;
                }
            };
        }

        @Override
        public Committer<long[]> committer(SinkContext context) {
            return new Committer<>() {
                @Override
                public void recover(List<long[]> results) {
                    results.forEach(each -> take(each, recovered));
                }

                @Override
                public void commit(long snapshot, List<long[]> results) {
                    results.forEach(each -> take(each, committed));
                }
            };
        }

        private static void take(long[] results, List<Long> into) {
            for (int i = 0; i < results.length; i++) {
                into.add(results[i]);
                results[i] = 0;
            }
        }

        @Override
        public Type<long[]> preparedType() {
            return Type.of(long[].class);
        }
    }

    private static Pipeline pipeline(PushSource<Long> source, Numbers sink) {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", source).to("out", sink);
        return pipeline;
    }

    @Test
    void shouldHaveWhatWasPreparedInSnapshotsWhateverTheCommitterDoesWithItMeanwhile() {
        PushSource<Long> source = Sources.push(16);
        Numbers sink = new Numbers();
        Simulation run = Simulation.of(pipeline(source, sink)).snapshots(Duration.ofDays(1));
        run.settle().hold("out-commit");
        source.emit(7L);
        source.emit(8L);
        run.settle().barrier().settle();
        // as a commit does that is under way, and does not come to its end
        sink.prepared.forEach(results -> Arrays.fill(results, -1));
        source.emit(9L);
        run.settle().barrier().settle();
        assertThat(run.metrics().snapshots().completed()).isEqualTo(2);
        run.disk().kill();

        Numbers successor = new Numbers();
        PushSource<Long> rest = Sources.push(16);
        Simulation next = run.next(pipeline(rest, successor))
                .snapshots(Duration.ofDays(1))
                .settle();
        assertThat(successor.recovered).containsExactly(7L, 8L, 9L);
        rest.emit(10L);
        rest.complete();
        next.run();
        assertThat(successor.committed).containsExactly(10L);
    }
}
