package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.table.KeyGroups;
import io.millrace.testing.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EdgeTest {

    @Test
    void shouldLoseAndReorderNothingAndStayWithinItsCapacity() {
        Seeds.check(500, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int capacity = 1 + random.nextInt(5);
            Edge edge = new Edge(capacity, 1 + random.nextInt(4));
            StepBudget budget = new StepBudget(8);
            EdgeWriter writer = new EdgeWriter(edge, budget);
            List<Object> written = new ArrayList<>();
            List<Object> read = new ArrayList<>();
            List<EdgeBatch> held = new ArrayList<>();
            int flushed = 0;
            for (int step = 0; step < 200; step++) {
                if (random.nextBoolean()) {
                    budget.begin();
                    write(writer, random, written);
                    writer.flush();
                    flushed = written.size();
                } else {
                    writer.flush();
                }
                if (random.nextInt(3) == 0) {
                    writer.shed();
                }
                assertThat(edge.fill() + held.size()).isLessThanOrEqualTo(capacity);
                consume(edge, random, held, read);
            }
            while (read.size() < flushed) {
                writer.flush();
                assertThat(edge.fill() + held.size())
                        .isLessThanOrEqualTo(capacity)
                        .isPositive();
                consume(edge, random, held, read);
            }
            assertThat(read).isEqualTo(written);
            assertThat(writer.isDrained()).isTrue();
            assertThat(writer.rows())
                    .isEqualTo(written.stream()
                            .filter(each -> !(each instanceof Signal))
                            .count());
        });
    }

    private static void write(EdgeWriter writer, SplittableRandom random, List<Object> written) {
        for (int count = random.nextInt(6); count > 0; count--) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    Signal signal = new Signal.Watermark(written.size());
                    writer.signal(signal);
                    written.add(signal);
                }
                case 1 -> {
                    Batch<Object> rows = new Batch<>(1);
                    for (int row = random.nextInt(9); row > 0; row--) {
                        rows.add(written.size(), written.size());
                        written.add(written.size());
                    }
                    writer.addAll(rows);
                }
                default -> {
                    writer.add(written.size(), written.size(), 0);
                    written.add(written.size());
                }
            }
        }
    }

    /** Polls a batch, or releases one. */
    private static void consume(Edge edge, SplittableRandom random, List<EdgeBatch> held, List<Object> read) {
        EdgeBatch batch = random.nextBoolean() ? edge.poll() : null;
        if (batch != null) {
            held.add(batch);
            for (int row = 0; row < batch.rows().size(); row++) {
                assertThat(batch.rows().timestamp(row))
                        .isEqualTo(((Integer) batch.rows().value(row)).longValue());
                read.add(batch.rows().value(row));
            }
            if (batch.signal() != null) {
                read.add(batch.signal());
            }
        } else if (!held.isEmpty()) {
            edge.release(held.remove(0));
        }
    }

    @Test
    void shouldOweWhatThereIsNoCreditForAndPayWhenCreditReturns() {
        AtomicInteger producerWoken = new AtomicInteger();
        AtomicInteger consumerWoken = new AtomicInteger();
        Edge edge = new Edge(1, 2);
        edge.connect(producerWoken::incrementAndGet, consumerWoken::incrementAndGet);
        StepBudget budget = new StepBudget(100);
        budget.begin();
        EdgeWriter writer = new EdgeWriter(edge, budget);
        assertThat(writer.isReady()).isTrue();

        writer.add("a", 0, 0);
        writer.add("b", 0, 0);
        assertThat(consumerWoken).hasValue(1);
        assertThat(budget.hasRoom()).as("room behind the last credit").isFalse();
        writer.signal(Signal.END_OF_DATA);
        assertThat(writer.isReady()).isFalse();
        assertThat(writer.isDrained()).isFalse();
        assertThat(writer.flush()).isZero();

        EdgeBatch first = edge.poll();
        assertThat(first.rows().size()).isEqualTo(2);
        assertThat(edge.poll()).isNull();
        edge.release(first);
        assertThat(producerWoken).hasValue(1);
        assertThat(first.rows().toString()).as("released rows are forgotten").isEqualTo("Batch[]");

        assertThat(writer.flush()).isEqualTo(1);
        assertThat(edge.poll().signal()).isEqualTo(Signal.END_OF_DATA);
        assertThat(writer.isDrained()).isTrue();
        assertThat(writer.isReady()).as("ready without a credit").isFalse();
    }

    /** Sends batches of some rows until the credits are used up, and releases them all. */
    private static Set<Batch<Object>> fillAndDrain(Edge edge, EdgeWriter writer, int rows) {
        Set<Batch<Object>> used = Collections.newSetFromMap(new IdentityHashMap<>());
        while (writer.isReady()) {
            send(writer, rows);
        }
        for (EdgeBatch batch = edge.poll(); batch != null; batch = edge.poll()) {
            used.add(batch.rows());
            edge.release(batch);
        }
        return used;
    }

    private static void send(EdgeWriter writer, int rows) {
        for (int row = 0; row < rows; row++) {
            writer.add("row", row, 0);
        }
        writer.flush();
    }

    @Test
    void shouldAllocateNothingOnceLoaded() {
        Edge edge = new Edge(16, 64);
        StepBudget budget = new StepBudget(1_000_000);
        EdgeWriter writer = new EdgeWriter(edge, budget);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 2_000; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int depth = 0; depth <= 16; depth++) {
                for (int sent = 0; sent < depth; sent++) {
                    send(writer, 64 - depth);
                }
                for (EdgeBatch batch = edge.poll(); batch != null; batch = edge.poll()) {
                    edge.release(batch);
                }
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).as("bytes in the cheapest round").isZero();
    }

    @Test
    void shouldHaveOnlyAsManyBatchesAsWereUnderWay() {
        Edge edge = new Edge(16, 8);
        EdgeWriter writer = new EdgeWriter(edge, new StepBudget(1_000_000));
        Set<EdgeBatch> used = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < 1_000; round++) {
            send(writer, 3);
            EdgeBatch batch = edge.poll();
            used.add(batch);
            edge.release(batch);
        }
        assertThat(used).as("batches, one of them under way at a time").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void shouldGiveRoomBackThatIsNotNeededAnyMore() {
        Edge edge = new Edge(4, 512);
        EdgeWriter writer = new EdgeWriter(edge, new StepBudget(1_000_000));
        Set<Batch<Object>> large = fillAndDrain(edge, writer, 512);
        large.addAll(fillAndDrain(edge, writer, 512));
        Set<Batch<Object>> used = large;
        for (int round = 0; round < 200; round++) {
            used = fillAndDrain(edge, writer, 3);
        }
        assertThat(used).doesNotContainAnyElementsOf(large);
    }

    @Test
    void shouldKeepNoRoomWhenItIsSilent() {
        Edge edge = new Edge(4, 512);
        EdgeWriter writer = new EdgeWriter(edge, new StepBudget(1_000_000));
        assertThat(writer.shed()).as("keeps room").isFalse();
        Set<Batch<Object>> large = fillAndDrain(edge, writer, 512);
        assertThat(writer.shed()).as("keeps what it has just used").isTrue();
        assertThat(writer.shed()).as("keeps what it has not used since").isFalse();
        assertThat(fillAndDrain(edge, writer, 512)).hasSameSizeAs(large).doesNotContainAnyElementsOf(large);
    }

    @Test
    void shouldKnowOfAllEdgesWhichAreBehind() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            StepBudget budget = new StepBudget(8);
            List<Edge> edges = new ArrayList<>();
            List<EdgeWriter> writers = new ArrayList<>();
            List<List<EdgeBatch>> held = new ArrayList<>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                edges.add(new Edge(1 + random.nextInt(2), 1 + random.nextInt(3)));
                writers.add(new EdgeWriter(edges.get(edges.size() - 1), budget));
                held.add(new ArrayList<>());
            }
            for (int step = 0; step < 200; step++) {
                for (int i = 0; i < edges.size(); i++) {
                    if (random.nextInt(3) == 0) {
                        write(writers.get(i), random, new ArrayList<>());
                    }
                }
                budget.outbox().flush();
                assertThat(budget.outbox().isReady()).isEqualTo(writers.stream().allMatch(EdgeWriter::isReady));
                assertThat(budget.outbox().isDrained())
                        .isEqualTo(writers.stream().allMatch(EdgeWriter::isDrained));
                for (int i = 0; i < edges.size(); i++) {
                    EdgeBatch batch = random.nextBoolean() ? edges.get(i).poll() : null;
                    if (batch != null) {
                        held.get(i).add(batch);
                    } else if (!held.get(i).isEmpty()) {
                        edges.get(i).release(held.get(i).remove(0));
                    }
                }
            }
        });
    }

    @Test
    void shouldCarryEverythingInOrderBetweenTwoThreads() throws Exception {
        int count = 100_000;
        Edge edge = new Edge(3, 5);
        FutureTask<Void> producing = new FutureTask<>(() -> produce(edge, count), null);
        Thread producer = new Thread(producing, "producer");
        producer.setDaemon(true);
        producer.start();
        int expected = 0;
        boolean ended = false;
        while (!ended) {
            EdgeBatch batch = edge.poll();
            if (batch == null) {
                letTheOtherRun();
                continue;
            }
            for (int row = 0; row < batch.rows().size(); row++) {
                if (!batch.rows().value(row).equals(expected) || batch.rows().hash(row) != expected) {
                    throw new AssertionError("expected " + expected + ", but got " + batch.rows());
                }
                expected++;
            }
            if (batch.signal() instanceof Signal.Watermark watermark) {
                assertThat(watermark.timestamp()).isEqualTo(expected);
            }
            ended = batch.signal() == Signal.END_OF_STREAM;
            edge.release(batch);
        }
        producing.get();
        assertThat(expected).isEqualTo(count);
        assertThat(edge.fill()).isZero();
    }

    /** An edge that were overlooked would keep the producer without a credit, and the test from its end. */
    @Test
    @Timeout(60)
    void shouldOverlookNoBatchWhereManyEdgesLeadToATask() throws Exception {
        int count = 100_000;
        List<Edge> edges = edges(70, 1);
        Inbox inbox = new Inbox(edges.size());
        for (int i = 0; i < edges.size(); i++) {
            edges.get(i).connect(inbox, i);
        }
        FutureTask<Void> producing = new FutureTask<>(
                () -> {
                    SplittableRandom random = new SplittableRandom(1);
                    List<EdgeWriter> writers = writers(edges, new StepBudget(1_024));
                    for (int row = 0; row < count; row++) {
                        EdgeWriter writer = writers.get(random.nextInt(edges.size()));
                        while (!writer.isReady()) {
                            letTheOtherRun();
                        }
                        writer.add(row, row, 0);
                        writer.flush();
                    }
                },
                null);
        Thread producer = new Thread(producing, "producer");
        producer.setDaemon(true);
        producer.start();
        for (int received = 0, from = 0; received < count; ) {
            inbox.look();
            int edge = inbox.next(from);
            EdgeBatch batch = edge < 0 ? null : edges.get(edge).poll();
            if (batch != null) {
                received += batch.rows().size();
                edges.get(edge).release(batch);
                from = (edge + 1) % edges.size();
            } else if (edge >= 0) {
                inbox.isEmpty(edge);
            } else {
                letTheOtherRun();
            }
        }
        producing.get();
        inbox.look();
        for (int edge = inbox.next(0); edge >= 0; edge = inbox.next(0)) {
            assertThat(edges.get(edge).poll()).isNull();
            inbox.isEmpty(edge);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // only makes it quicker where there are fewer processors than threads
    private static void letTheOtherRun() {
        Thread.yield();
    }

    private static void produce(Edge edge, int count) {
        StepBudget budget = new StepBudget(64);
        EdgeWriter writer = new EdgeWriter(edge, budget);
        int next = 0;
        while (next < count) {
            writer.flush();
            if (!writer.isReady()) {
                letTheOtherRun();
                continue;
            }
            budget.begin();
            for (int i = next % 7; i >= 0 && next < count; i--) {
                writer.add(next, next, next);
                next++;
            }
            if (next % 3 == 0) {
                writer.signal(new Signal.Watermark(next));
            }
        }
        writer.signal(Signal.END_OF_STREAM);
        while (!writer.isDrained()) {
            writer.flush();
            letTheOtherRun();
        }
    }

    @Test
    void shouldSendAllRowsOfAKeyToTheTaskThatOwnsItsGroup() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int tasks = 1 + random.nextInt(KeyGroups.COUNT);
            List<Edge> edges = edges(tasks, 4_096);
            RowHasher hasher = RowHasher.of(
                    "consumer",
                    event -> ((String) event).substring(0, 3),
                    SerdeRegistry.standard().hasher(null));
            StepBudget budget = new StepBudget(100_000);
            KeyedOutput output = new KeyedOutput(writers(edges, budget), hasher);
            Batch<Object> rows = new Batch<>(1_000);
            for (int row = 0; row < 1_000; row++) {
                rows.add((100 + random.nextInt(300)) + "-" + row, row);
            }
            output.rows(rows);
            budget.outbox().flush();
            Map<String, Integer> taskOfKey = new TreeMap<>();
            int received = 0;
            for (int task = 0; task < tasks; task++) {
                long last = -1;
                for (EdgeBatch batch = edges.get(task).poll();
                        batch != null;
                        batch = edges.get(task).poll()) {
                    for (int row = 0; row < batch.rows().size(); row++) {
                        received++;
                        String key = ((String) batch.rows().value(row)).substring(0, 3);
                        Integer before = taskOfKey.put(key, task);
                        assertThat(before).as("the task of key %s", key).isIn(null, task);
                        int group = KeyGroups.groupOf(batch.rows().hash(row));
                        assertThat(KeyGroups.rangeOf(task, tasks).contains(group))
                                .as("task %s of %s owns group %s", task, tasks, group)
                                .isTrue();
                        assertThat(batch.rows().timestamp(row)).isGreaterThan(last);
                        last = batch.rows().timestamp(row);
                    }
                }
            }
            assertThat(received).isEqualTo(1_000);
        });
    }

    @Test
    void shouldNameTheConsumerAndTheEventWhenTheKeyFails() {
        RowHasher nulls =
                RowHasher.of("velocity", event -> null, SerdeRegistry.standard().hasher(null));
        Batch<Object> rows = new Batch<>(1);
        rows.add("event", 0);
        assertThatThrownBy(() -> nulls.hash(rows))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("key of velocity")
                .hasMessageContaining("on event")
                .hasMessageContaining("the key function returned null");
    }

    @Test
    void shouldSpreadRowsInTurn() {
        List<Edge> edges = edges(3, 16);
        StepBudget budget = new StepBudget(100_000);
        RowOutput output = RowOutput.inTurn(writers(edges, budget), 4);
        Batch<Object> rows = new Batch<>(8);
        IntStream.range(0, 8).forEach(rows::add);
        output.rows(rows);
        budget.outbox().flush();
        assertThat(edges.stream().map(edge -> edge.poll().rows().toString()))
                .containsExactly("Batch[2, 5]", "Batch[0, 3, 6]", "Batch[1, 4, 7]");
    }

    @Test
    void shouldSendRowsAndSignalsToEveryTaskWhenBroadcast() {
        List<Edge> edges = edges(3, 16);
        RowOutput output = RowOutput.toAll(writers(edges, new StepBudget(100_000)));
        Batch<Object> rows = new Batch<>(8);
        rows.add("a", 1);
        rows.add("b", 2);
        output.rows(rows);
        output.signal(Signal.IDLE);
        assertThat(edges).allSatisfy(edge -> {
            EdgeBatch batch = edge.poll();
            assertThat(batch.rows()).hasToString("Batch[a, b]");
            assertThat(batch.signal()).isEqualTo(Signal.IDLE);
            assertThat(edge.poll()).isNull();
        });
    }

    private static List<Edge> edges(int count, int batchSize) {
        return IntStream.range(0, count).mapToObj(i -> new Edge(2, batchSize)).toList();
    }

    private static List<EdgeWriter> writers(List<Edge> edges, StepBudget budget) {
        return edges.stream().map(edge -> new EdgeWriter(edge, budget)).toList();
    }
}
