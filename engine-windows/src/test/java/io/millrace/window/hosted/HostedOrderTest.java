package io.millrace.window.hosted;

import static io.millrace.window.hosted.HostedTaskTest.begun;
import static io.millrace.window.hosted.HostedTaskTest.hash;
import static io.millrace.window.hosted.HostedTaskTest.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.source.Fetch;
import io.millrace.source.Sources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls of a host in another order than they are meant to come in. */
class HostedOrderTest {

    private static PlannedTask endless() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.generate(index -> index))
                .rebalance()
                .map(each -> each)
                .to("out", Sinks.discard());
        return Plan.of(pipeline.graph(), 1).task("in");
    }

    private static HostedSnapshot snapshot(HostedTask task, long number) {
        return task.snapshot(number, group -> new ByteArrayOutputStream());
    }

    private static void complete(HostedTask task, HostedSnapshot part) {
        write(part);
        task.endSnapshot(part.number(), true);
    }

    @Test
    void shouldRefuseASnapshotThatIsNotAboveAllThatHaveBegunOrEnded() {
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            for (long number : new long[] {-1, 0}) {
                assertThatThrownBy(() -> snapshot(task, number)).isInstanceOf(IllegalArgumentException.class);
            }
            complete(task, snapshot(task, 3));
            task.endSnapshot(5, false);
            for (long number : new long[] {1, 3, 5}) {
                assertThatThrownBy(() -> snapshot(task, number))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not above 5");
            }
            complete(task, snapshot(task, 6));
        }
    }

    @Test
    void shouldTakeTheNextSnapshotBeforeItIsKnownWhatBecameOfTheLast() {
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            for (int number = 1; number < 4; number++) {
                write(snapshot(task, number));
            }
            task.endSnapshot(2, true);
            assertThatThrownBy(() -> task.endSnapshot(1, true)).hasMessageContaining("is not in flight");
            task.endSnapshot(3, true);
            HostedSnapshot unwritten = snapshot(task, 4);
            assertThat(unwritten.passes()).isTrue();
            assertThatThrownBy(() -> snapshot(task, 5)).hasMessageContaining("is at snapshot 4");
        }
    }

    private static void write(HostedSnapshot part) {
        assertThat(part.passes()).isTrue();
        while (!part.write()) {
            // in portions
        }
    }

    @Test
    void shouldReadOnWhenTheBarrierHasPassedInAPoll() {
        OneHost host = new OneHost();
        try (HostedTask task = begun(endless(), host)) {
            task.poll();
            HostedSnapshot part = snapshot(task, 1);
            task.poll();
            task.poll();
            complete(task, part);
            int before = host.told.size();
            assertThat(task.poll()).isEqualTo(Fetch.MORE);
            assertThat(host.told).hasSizeGreaterThan(before);
            assertThat(snapshot(task, 2).passes()).isTrue();
            task.endSnapshot(2, false);
            snapshot(task, 3);
            task.endSnapshot(3, false);
            int later = host.told.size();
            task.poll();
            task.poll();
            assertThat(host.told).hasSizeGreaterThan(later);
        }
    }

    @Test
    void shouldEndASourceThatIsStoppedThoughItsHostTakesNoSnapshots() {
        OneHost host = new OneHost();
        host.snapshots = false;
        try (HostedTask task = begun(endless(), host)) {
            task.poll();
            task.stop(false);
            assertEnds(task);
            assertThat(task.hasEnded()).isTrue();
        }
    }

    @Test
    void shouldStopAsItWasToldFirst() {
        for (boolean drain : new boolean[] {true, false}) {
            OneHost host = new OneHost();
            try (HostedTask task = begun(endless(), host)) {
                task.poll();
                task.stop(drain);
                task.stop(!drain);
                assertEnds(task);
                assertThat(host.told.contains("end")).isEqualTo(drain);
            }
        }
    }

    private static void assertEnds(HostedTask task) {
        int polls = 0;
        while (task.poll() != Fetch.END) {
            assertThat(polls++).isLessThan(100);
        }
    }

    @Test
    void shouldRefuseWhatIsGivenBeforeTheBarrierHasPassed() {
        OneHost host = new OneHost();
        try (HostedTask task = begun(plan(1).task("count"), host)) {
            HostedSnapshot part = snapshot(task, 1);
            List<Runnable> calls = List.of(
                    () -> task.row(0, 7, 0, hash(7)),
                    () -> task.watermark(0, 5),
                    () -> task.idle(0),
                    () -> task.active(0),
                    () -> task.endOfData(0));
            for (int i = 0; i < 2; i++) {
                for (Runnable call : calls) {
                    assertThatThrownBy(call::run)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("the barrier of snapshot 1 has not passed");
                }
                task.resume();
            }
            assertThat(part.passes()).isTrue();
            assertThat(task.row(0, 7, 0, hash(7))).isTrue();
            assertThat(part.passes()).isTrue();
            complete(task, part);
        }
        assertThat(host.told).containsExactly("7 x 1");
    }

    /** Knows whether it is open. */
    private static final class Tracked extends OutputStream {

        private final boolean full;
        private boolean open = true;

        private Tracked(boolean full) {
            this.full = full;
        }

        @Override
        public void write(int b) throws IOException {
            if (full) {
                throw new IOException("no room");
            }
        }

        @Override
        public void close() throws IOException {
            open = false;
            throw new IOException("cannot be closed");
        }
    }

    private static HostedSnapshot begunToWrite(HostedTask task, List<Tracked> streams, int fullFrom) {
        for (int key = 0; key < 20_000; key++) {
            task.row(0, key, 0, hash(key));
        }
        HostedSnapshot part = task.snapshot(1, group -> {
            streams.add(new Tracked(streams.size() >= fullFrom));
            return streams.get(streams.size() - 1);
        });
        assertThat(part.passes()).isTrue();
        return part;
    }

    private static void writeUntilSomeAreOpen(HostedSnapshot part, List<Tracked> streams) {
        while (streams.size() < 3) {
            assertThat(part.write()).isFalse();
        }
        assertThat(streams).anyMatch(stream -> stream.open);
    }

    @Test
    void shouldCloseTheStreamsOfASnapshotThatIsGivenUp() {
        List<Tracked> streams = new ArrayList<>();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            writeUntilSomeAreOpen(begunToWrite(task, streams, Integer.MAX_VALUE), streams);
            task.endSnapshot(1, false);
            assertThat(streams).noneMatch(stream -> stream.open);
            task.row(0, 7, 0, hash(7));
            complete(task, snapshot(task, 2));
        }
    }

    @Test
    void shouldCloseTheStreamsWhenTheTaskCloses() {
        List<Tracked> streams = new ArrayList<>();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            writeUntilSomeAreOpen(begunToWrite(task, streams, Integer.MAX_VALUE), streams);
        }
        assertThat(streams).noneMatch(stream -> stream.open);
    }

    @Test
    void shouldCloseTheStreamsOfASnapshotThatFails() {
        List<Tracked> streams = new ArrayList<>();
        OneHost host = new OneHost();
        try (HostedTask task = begun(plan(1).task("count"), host)) {
            HostedSnapshot part = begunToWrite(task, streams, 3);
            assertThatThrownBy(() -> complete(task, part)).isInstanceOf(SnapshotFailedException.class);
            assertThat(streams).hasSizeGreaterThan(3).noneMatch(stream -> stream.open);
            task.endSnapshot(1, false);
            assertThat(task.row(0, 7, 0, hash(7))).isTrue();
        }
    }

    @Test
    void shouldCountTheEndOfAnInputOnceAndSkipEmptyBatches() {
        Pipeline pipeline = Pipeline.create("job");
        OperatorSpec<Object, Object> both = OperatorSpec.stateless("both", () -> (input, rows, out) -> true);
        pipeline.source("left", Sources.of(1))
                .rebalance()
                .transform(both, pipeline.source("right", Sources.of(2)).rebalance())
                .named("both")
                .to("out", Sinks.discard());
        OneHost host = new OneHost();
        try (HostedTask task = begun(Plan.of(pipeline.graph(), 1).task("both"), host)) {
            assertThat(task.rows(0, new Batch<>(1))).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThat(task.endOfData(0)).isTrue();
            }
            assertThat(task.hasEnded()).isFalse();
            assertThat(task.endOfData(1)).isTrue();
            assertThat(task.hasEnded()).isTrue();
        }
    }

    @Test
    void shouldRefuseToCompleteASnapshotThatHasNotBeenWritten() {
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            assertThatThrownBy(() -> task.endSnapshot(1, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not in flight");
            HostedSnapshot part = snapshot(task, 1);
            assertThatThrownBy(() -> task.endSnapshot(2, true)).hasMessageContaining("is not in flight");
            assertThatThrownBy(() -> task.endSnapshot(1, true)).hasMessageContaining("is not written");
            complete(task, part);
            task.endSnapshot(2, false);
            assertThatThrownBy(() -> task.endSnapshot(2, true)).hasMessageContaining("is not in flight");
        }
    }
}
