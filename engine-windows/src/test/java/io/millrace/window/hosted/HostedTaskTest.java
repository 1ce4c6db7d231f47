package io.millrace.window.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedEdge;
import io.millrace.host.PlannedTask;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Timer;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.source.Fetch;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostedTaskTest {

    private static final long NEVER = Long.MAX_VALUE;

    /** Counts, and says so after a second in which the key was silent. */
    private static final class Counting extends KeyedProcess<Integer, Integer, String> {

        private final ValueState<Long> count = value("count", Long.class);
        private final Timer silence = processingTimer("silence", this::silent);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<String> out) {
            if (event < 0) {
                throw new IllegalArgumentException("negative");
            }
            count.set(count.get() == null ? 1 : count.get() + 1);
            silence.set(context.processingTime().plusSeconds(1));
            out.emit(event + " x " + count.get());
        }

        private void silent(KeyedContext<Integer> context, Emitter<String> out) {
            out.emit(context.key() + " is silent");
        }
    }

    static Plan plan(int parallelism) {
        Pipeline pipeline = Pipeline.create("job");
        EventStream<Integer> numbers =
                pipeline.source("in", Sources.of(1, 2, 3)).typed(Integer.class);
        numbers.keyBy(number -> number, Integer.class)
                .process("count", () -> new Counting())
                .rebalance()
                .map(text -> text)
                .named("after")
                .to("out", Sinks.discard());
        return Plan.of(pipeline.graph(), parallelism);
    }

    static int hash(int key) {
        return StableHash.of(Type.of(Integer.class)).hash(key);
    }

    @Test
    void shouldHaveTheSameTasksAtEveryParallelism() {
        assertThat(IntStream.rangeClosed(1, 5)
                        .mapToObj(HostedTaskTest::plan)
                        .map(plan ->
                                plan.tasks().stream().map(PlannedTask::label).toList()))
                .containsOnly(List.of("in", "count", "after"));
        PlannedEdge edge = plan(3).task("in").exits().get(0);
        assertThat(edge.isByKey()).isTrue();
        assertThat(edge.to()).isEqualTo("count");
        assertThat(edge.type()).isEqualTo(Type.of(Integer.class));
        assertThat(plan(3).task("count").inputs()).containsExactly(edge);
        assertThat(plan(3).task("count").parallelism()).isEqualTo(3);
    }

    static HostedTask begun(PlannedTask planned, OneHost host) {
        HostedTask task = HostedTask.open(planned, host, 0);
        task.begin();
        return task;
    }

    @Test
    void shouldDoWithRowsWhatTheEngineDoes() {
        OneHost host = new OneHost();
        try (HostedTask task = begun(plan(1).task("count"), host)) {
            assertThat(task.row(0, 7, 5, hash(7))).isTrue();
            assertThat(task.row(0, 7, 6, hash(7))).isTrue();
            assertThat(task.watermark(0, 4)).isTrue();
            assertThat(task.idle(0)).isTrue();
            assertThat(task.endOfData(0)).isTrue();
            assertThat(task.hasEnded()).isTrue();
            assertThat(task.metrics().eventsIn()).isEqualTo(2);
        }
        assertThat(host.told).containsExactly("7 x 1", "7 x 2", "W4", "idle", "end");
    }

    @Test
    void shouldSayWhenItIsToBeCalledThoughNothingComes() {
        OneHost host = new OneHost();
        try (HostedTask task = begun(plan(1).task("count"), host)) {
            assertThat(task.nanosToWake()).isEqualTo(NEVER);
            task.row(0, 7, EventTime.NONE, hash(7));
            assertThat(task.nanosToWake()).isEqualTo(1_000_000_000);
            host.clock.advance(Duration.ofNanos(task.nanosToWake()));
            assertThat(task.nanosToWake()).isZero();
            assertThat(task.resume()).isTrue();
            assertThat(task.nanosToWake()).isEqualTo(NEVER);
        }
        assertThat(host.told).containsExactly("7 x 1", "7 is silent");
    }

    @Test
    void shouldGiveRowsTheHashesByWhichTheyAreSentOn() {
        OneHost host = new OneHost();
        try (HostedTask source = begun(plan(3).task("in"), host)) {
            Fetch fetched = source.poll();
            while (fetched != Fetch.END) {
                assertThat(fetched).isEqualTo(Fetch.MORE);
                fetched = source.poll();
            }
        }
        assertThat(host.told).containsExactly(1, 2, 3, "W" + EventTime.MAX, "end");
        assertThat(host.hashes).containsExactly(hash(1), hash(2), hash(3));
    }

    @Test
    void shouldPauseWhenThereIsNoRoomAndGoOnWhenThereIs() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.of(1))
                .rebalance()
                .flatMap(count -> IntStream.range(0, count).boxed().toList())
                .named("many")
                .rebalance()
                .map(each -> each)
                .to("out", Sinks.discard());
        OneHost host = new OneHost();
        host.room = 1;
        try (HostedTask task = begun(Plan.of(pipeline.graph(), 1).task("many"), host)) {
            assertThat(task.row(0, 100_000, 0)).isFalse();
            int before = host.told.size();
            assertThat(before).isLessThan(5_000);
            assertThat(task.resume()).isFalse();
            assertThat(task.nanosToWake()).isEqualTo(NEVER);
            assertThat(host.told).hasSize(before);
            assertThatThrownBy(() -> task.row(0, 1, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("call resume() until it returns true");
            host.room = Integer.MAX_VALUE;
            while (!task.resume()) {
                assertThat(task.nanosToWake()).isZero();
            }
            assertThat(host.told).hasSize(100_000);
        }
    }

    @Test
    void shouldRefuseWhatAHostGetsWrong() {
        HostedTask task = HostedTask.open(plan(3).task("count"), new OneHost(), 1);
        assertThatThrownBy(() -> task.row(0, 1, 0, hash(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call begin()");
        task.begin();
        int foreign = IntStream.iterate(0, key -> key + 1)
                .filter(key -> KeyGroups.taskOf(KeyGroups.groupOf(hash(key)), 3) == 2)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> task.row(0, foreign, 0, hash(foreign)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'count-1'")
                .hasMessageContaining("belongs to subtask 2");
        assertThatThrownBy(() -> task.row(0, 1, 0)).hasMessageContaining("is by key");
        assertThatThrownBy(() -> task.watermark(1, 0)).hasMessageContaining("has no input 1");
        assertThatThrownBy(task::poll).hasMessageContaining("reads no source");
        HostedSnapshot part = task.snapshot(1, group -> new ByteArrayOutputStream());
        assertThatThrownBy(part::parts).hasMessageContaining("call passes() until it returns true");
        assertThatThrownBy(() -> task.snapshot(2, group -> new ByteArrayOutputStream()))
                .hasMessageContaining("is at snapshot 1");
        assertThat(part.passes()).isTrue();
        assertThatThrownBy(() -> task.endSnapshot(1, true)).hasMessageContaining("is not written");
        task.endSnapshot(1, false);
        assertThatThrownBy(part::write).hasMessageContaining("is over");
        task.close();
        assertThatThrownBy(() -> task.row(0, 1, 0, hash(1))).hasMessageContaining("is closed");
        assertThatThrownBy(() -> HostedTask.open(plan(3).task("count"), new OneHost(), 3))
                .hasMessageContaining("no subtask 3");
        assertThatThrownBy(() -> plan(3).task("else")).hasMessageContaining("there is no task 'else'");
    }

    @Test
    void shouldCloseAtTheFirstFailureAndTellItEachTime() {
        HostedTask task = begun(plan(1).task("count"), new OneHost());
        assertThatThrownBy(() -> task.row(0, -1, 0, hash(-1)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'count'")
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> task.row(0, 1, 0, hash(1))).isInstanceOf(OperatorException.class);
        assertThatThrownBy(task::resume).isInstanceOf(OperatorException.class);
        task.close();
    }

    /** A snapshot of one task, whose streams are kept. */
    private static final class Taken {

        private final Map<Integer, ByteArrayOutputStream> groups = new TreeMap<>();
        private HostedSnapshot part;
        private byte[] parts;

        private Taken begin(HostedTask task, long snapshot) {
            part = task.snapshot(
                    snapshot, group -> groups.computeIfAbsent(group, unused -> new ByteArrayOutputStream()));
            assertThat(part.passes()).isTrue();
            parts = part.parts();
            return this;
        }

        private Taken write(HostedTask task, long snapshot) {
            while (!part.write()) {
                // in portions
            }
            task.endSnapshot(snapshot, true);
            return this;
        }

        private Stream<InputStream> streams(int subtask, int parallelism) {
            return groups.entrySet().stream()
                    .filter(group -> KeyGroups.taskOf(group.getKey(), parallelism) == subtask)
                    .map(group -> new ByteArrayInputStream(group.getValue().toByteArray()));
        }
    }

    /** Messages about snapshots come when the next has been begun, and in any order. */
    @Test
    void shouldTakeAVoidSnapshotForNothingButItself() {
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            for (long snapshot = 1; snapshot <= 3; snapshot++) {
                task.row(0, 7, 0, hash(7));
                Taken taken = new Taken().begin(task, snapshot);
                while (!taken.part.write()) {
                    // in portions
                }
            }
            task.endSnapshot(3, false);
            task.endSnapshot(1, false);
            task.endSnapshot(2, true);
            assertThatThrownBy(() -> task.endSnapshot(1, true)).hasMessageContaining("is not in flight");
        }
    }

    @Test
    void shouldGoOnAtAnotherParallelismFromWhatWasThereAtTheBarrier() {
        Taken taken = new Taken();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            for (int key = 0; key < 1_000; key++) {
                task.row(0, key, 0, hash(key));
            }
            taken.begin(task, 1);
            for (int key = 0; key < 1_000; key++) {
                task.row(0, key, 0, hash(key));
                taken.part.write();
            }
            taken.write(task, 1);
        }
        List<Object> told = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            OneHost host = new OneHost();
            Iterator<InputStream> streams = taken.streams(subtask, 3).iterator();
            try (HostedTask task =
                    HostedTask.open(plan(3).task("count"), host, subtask, List.of(taken.parts), () -> streams)) {
                task.begin();
                for (int key = 0; key < 1_000; key++) {
                    if (KeyGroups.taskOf(KeyGroups.groupOf(hash(key)), 3) == subtask) {
                        task.row(0, key, 0, hash(key));
                    }
                }
            }
            told.addAll(host.told);
        }
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_000).mapToObj(key -> key + " x 2").toList());
    }

    @Test
    void shouldWriteNothingKeyedAtTheBarrierHoweverManyKeysThereAre() {
        Taken taken = new Taken();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            for (int key = 0; key < 20_000; key++) {
                task.row(0, key, 0, hash(key));
            }
            taken.begin(task, 1);
            long atBarrier = taken.groups.values().stream()
                    .mapToLong(ByteArrayOutputStream::size)
                    .sum();
            taken.write(task, 1);
            assertThat(atBarrier).isLessThan(1_000);
            assertThat(taken.groups).hasSize(KeyGroups.COUNT);
        }
    }

    @Test
    void shouldRefuseToGoOnFromWhatIsNotWholeOrDamaged() {
        Taken first = new Taken();
        Taken second = new Taken();
        Plan plan = plan(2);
        try (HostedTask zero = begun(plan.task("count"), new OneHost());
                HostedTask one = HostedTask.open(plan.task("count"), new OneHost(), 1)) {
            one.begin();
            first.begin(zero, 1).write(zero, 1);
            second.begin(one, 2).write(one, 2);
        }
        byte[] damaged = first.parts.clone();
        damaged[damaged.length / 2] ^= 1;
        assertUnfit(plan, List.of(first.parts), "of the 2 tasks 'count' there are only [0]");
        assertUnfit(plan, List.of(first.parts, second.parts), "snapshots [1, 2]");
        assertUnfit(plan, List.of(first.parts, first.parts), "comes twice");
        assertUnfit(plan, List.of(), "snapshots []");
        assertUnfit(plan, List.of(damaged), "checksum");
    }

    @Test
    void shouldRefuseToGoOnWithoutAnOperatorOrUnderAnotherName() {
        Taken taken = new Taken();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            taken.begin(task, 1).write(task, 1);
        }
        assertUnfit(counting("other job", "count"), List.of(taken.parts), "belong to job 'job', not to 'other job'");
        assertUnfit(counting("job", "counts"), List.of(taken.parts), "does not have: [count]");
    }

    private static Plan counting(String job, String name) {
        Pipeline pipeline = Pipeline.create(job);
        pipeline.source("in", Sources.of(1, 2, 3))
                .typed(Integer.class)
                .keyBy(number -> number, Integer.class)
                .process(name, () -> new Counting())
                .to("out", Sinks.discard());
        return Plan.of(pipeline.graph(), 1);
    }

    private static void assertUnfit(Plan plan, List<byte[]> parts, String why) {
        PlannedTask keyed = plan.tasks().get(1);
        assertThatThrownBy(() -> HostedTask.open(keyed, new OneHost(), 0, parts, List.of()))
                .isInstanceOf(UnfitSnapshotException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldNoticeDamageInKeyedState() {
        Taken taken = new Taken();
        try (HostedTask task = begun(plan(1).task("count"), new OneHost())) {
            task.row(0, 7, 0, hash(7));
            taken.begin(task, 1).write(task, 1);
        }
        byte[] bytes = taken.groups.values().iterator().next().toByteArray();
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 4;
            assertThatThrownBy(() -> HostedTask.open(
                            plan(1).task("count"),
                            new OneHost(),
                            0,
                            List.of(taken.parts),
                            List.of(new ByteArrayInputStream(damaged))))
                    .isInstanceOf(UnfitSnapshotException.class)
                    .hasMessageContaining("key group");
        }
    }

    @Test
    void shouldFailASnapshotAloneWhenItCannotBeWritten() {
        OneHost host = new OneHost();
        try (HostedTask task = begun(plan(1).task("count"), host)) {
            task.row(0, 7, 0, hash(7));
            HostedSnapshot part = task.snapshot(1, group -> new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("no room");
                }
            });
            assertThat(part.passes()).isTrue();
            assertThatThrownBy(() -> {
                        while (!part.write()) {
                            // in portions
                        }
                    })
                    .isInstanceOf(SnapshotFailedException.class)
                    .hasMessageContaining("no room")
                    .hasMessageContaining("'count-0'");
            task.endSnapshot(1, false);
            task.row(0, 7, 0, hash(7));
            Taken taken = new Taken().begin(task, 2).write(task, 2);
            assertThat(taken.groups).hasSize(1);
        }
        assertThat(host.told).containsExactly("7 x 1", "7 x 2");
    }

    @Test
    void shouldEndASourceThatIsStoppedAndGoOnFromThereUnlessItWasDrained() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.generate(index -> index))
                .rebalance()
                .map(each -> each)
                .to("out", Sinks.discard());
        PlannedTask source = Plan.of(pipeline.graph(), 1).task("in");
        Taken taken = new Taken();
        OneHost first = new OneHost();
        try (HostedTask task = begun(source, first)) {
            pollUntil(task, () -> first.told.size() > 3_000);
            task.stop(false);
            pollUntil(task, () -> false);
            assertThat(first.told).doesNotContain("end");
            taken.begin(task, 1).write(task, 1);
        }
        OneHost second = new OneHost();
        try (HostedTask task = HostedTask.open(source, second, 0, List.of(taken.parts), List.of())) {
            task.begin();
            pollUntil(task, () -> second.told.size() > 100);
            task.stop(true);
            pollUntil(task, () -> false);
            assertThat(task.hasEnded()).isTrue();
        }
        assertThat(second.told.get(0)).isEqualTo((long) first.told.size());
        assertThat(second.told.subList(second.told.size() - 2, second.told.size()))
                .containsExactly("W" + EventTime.MAX, "end");
    }

    private static void pollUntil(HostedTask task, BooleanSupplier enough) {
        while (!enough.getAsBoolean() && task.poll() != Fetch.END) {
            // there is always more
        }
    }

    @Test
    void shouldHaveAThreadOfItsOwnReadASourceThatBlocks() throws InterruptedException {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("in", Sources.blockingIterator(() -> List.of(1, 2, 3).iterator()))
                .rebalance()
                .map(each -> each)
                .to("out", Sinks.discard());
        OneHost host = new OneHost();
        try (HostedTask task = begun(Plan.of(pipeline.graph(), 1).task("in"), host)) {
            Fetch fetched = task.poll();
            while (fetched != Fetch.END) {
                if (fetched == Fetch.WAIT) {
                    host.wakes.acquire();
                }
                fetched = task.poll();
            }
        }
        assertThat(host.told).containsExactly(1, 2, 3, "W" + EventTime.MAX, "end");
    }
}
