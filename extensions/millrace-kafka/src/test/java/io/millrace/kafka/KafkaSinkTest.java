package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSinkTest {

    private static final int SEEDS = 3;

    private final Broker broker = Broker.shared();

    @Test
    void shouldWriteEachRecordOnceWhenTheJobHasSnapshots(@TempDir Path directory) throws Exception {
        String topic = broker.topic("once", 2);
        run(Kafka.sink(broker.servers(), topic, Format.strings()), "once", options(directory));
        assertThat(broker.read(topic)).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void shouldWriteAtOnceWhenThatIsAskedForOrTheJobHasNoSnapshots(@TempDir Path directory) throws Exception {
        String topic = broker.topic("at-least-once", 2);
        run(Kafka.sink(broker.servers(), topic, Format.strings()).atLeastOnce(), "at-least-once", options(directory));
        run(Kafka.sink(broker.servers(), topic, Format.strings()), "without", JobOptions.defaults());
        List<String> twice = new ArrayList<>(numbers());
        twice.addAll(numbers());
        assertThat(broker.read(topic)).containsExactlyInAnyOrderElementsOf(twice);
    }

    @Test
    void shouldWriteAllThatARecordHas(@TempDir Path directory) throws Exception {
        String topic = broker.topic("whole", 3);
        String other = broker.topic("other", 1);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings())
                .key(number -> "k" + number, Format.strings())
                .headers(number -> List.of(KafkaHeader.of("length", "" + number.length())))
                .timestamp(number -> 1_000 + Integer.parseInt(number))
                .partition(number -> number.equals("9") ? 0 : 2)
                .topic(number -> number.equals("9") ? other : topic)
                .tombstoneWhen(number -> number.equals("7"));
        run(sink, topic, options(directory));
        List<ConsumerRecord<String, String>> records = broker.readRecords(topic);
        assertThat(records).hasSize(numbers().size() - 1).allSatisfy(record -> {
            String number = record.key().substring(1);
            assertThat(record.value()).isEqualTo(number.equals("7") ? null : number);
            assertThat(record.partition()).isEqualTo(2);
            assertThat(record.timestamp()).isEqualTo(1_000 + Integer.parseInt(number));
            assertThat(new String(record.headers().lastHeader("length").value(), StandardCharsets.UTF_8))
                    .isEqualTo("" + number.length());
        });
        assertThat(broker.read(other)).containsExactly("9");
    }

    private static List<String> numbers() {
        return IntStream.range(0, 100).mapToObj(String::valueOf).toList();
    }

    private static JobOptions options(Path directory) {
        return JobOptions.parallelism(2).withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(50)));
    }

    private static void run(Sink<String> sink, String name, JobOptions options) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.collection(numbers())).rebalance().to("sink", sink);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, options)) {
            assertThat(job.join(Duration.ofMinutes(1))).isTrue();
            assertThat(job.failure()).isEmpty();
        }
    }

    /** A writer and a committer of an attempt, driven by hand. */
    private static final class Attempt {

        private final int number;
        private final TransactionalWriter<String, PreparedRows> writer;
        private final Committer<PreparedRows> committer;
        private long snapshot;

        Attempt(KafkaSink<String> sink, String job, int number, List<PreparedRows> restored) throws Exception {
            this.number = number;
            writer = sink.openTransactional(new FakeContext(job, number, 0), restored);
            committer = sink.committer(new FakeContext(job, number, -1));
        }

        PreparedRows prepare(String... values) throws Exception {
            Batch<String> batch = new Batch<>(10);
            for (String value : values) {
                batch.add(value);
            }
            writer.write(batch);
            return writer.prepare(++snapshot);
        }

        void close() throws Exception {
            writer.close();
            committer.close();
        }

        @Override
        public String toString() {
            return "attempt " + number;
        }
    }

    @Test
    void shouldFenceAnAttemptThatHasBeenGivenUp() throws Exception {
        String topic = broker.topic("fenced", 1);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings());
        Attempt zombie = new Attempt(sink, topic, 1, List.of());
        zombie.committer.recover(List.of());
        PreparedRows rows = zombie.prepare("a", "b");
        Attempt next = new Attempt(sink, topic, 2, List.of(rows));
        next.committer.recover(List.of(rows));
        assertThatThrownBy(() -> zombie.committer.commit(1, List.of(rows)))
                .hasMessageContaining("another attempt at the job has begun");
        zombie.close();
        Attempt late = new Attempt(sink, topic, 1, List.of());
        assertThatThrownBy(() -> late.committer.recover(List.of(rows)))
                .isInstanceOf(UnwritableSinkException.class)
                .hasMessageContaining("attempt 2 at the job has written")
                .hasMessageContaining("to begin anew");
        late.close();
        // The zombie has fenced it in turn, which costs a restart and nothing else.
        PreparedRows more = next.prepare("c");
        assertThatThrownBy(() -> next.committer.commit(1, List.of(more)))
                .hasMessageContaining("another attempt at the job has begun");
        next.close();
        Attempt last = new Attempt(sink, topic, 3, List.of(more));
        last.committer.recover(List.of(more));
        last.close();
        assertThat(broker.read(topic)).containsExactly("a", "b", "c");
    }

    @Test
    void shouldWriteWhatASnapshotHasOnceWheneverItCrashes() {
        Seeds.check(SEEDS, seed -> {
            Random random = new Random(seed);
            String topic = broker.topic("crashes", 1);
            KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings());
            List<String> expected = new ArrayList<>();
            List<PreparedRows> restored = new ArrayList<>();
            for (int number = 1; number <= 5; number++) {
                Attempt attempt = new Attempt(sink, topic, number, restored);
                attempt.committer.recover(restored);
                // What a snapshot has, what it does not know yet to be committed, and what is to be.
                List<PreparedRows> unknown = new ArrayList<>();
                List<PreparedRows> uncommitted = new ArrayList<>();
                List<PreparedRows> pending = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    pending.add(attempt.prepare(number + "-" + i));
                    // A snapshot that is given up leaves its rows to the next.
                    if (random.nextBoolean()) {
                        unknown.addAll(pending);
                        uncommitted.addAll(pending);
                        pending.forEach(rows -> expected.addAll(values(rows)));
                        pending.clear();
                        if (random.nextBoolean()) {
                            attempt.committer.commit(attempt.snapshot, List.copyOf(uncommitted));
                            uncommitted.clear();
                            if (random.nextBoolean()) {
                                unknown.clear();
                            }
                        }
                    }
                }
                restored = unknown;
                attempt.close();
            }
            Attempt last = new Attempt(sink, topic, 6, restored);
            last.committer.recover(restored);
            last.close();
            assertThat(broker.read(topic)).containsExactlyElementsOf(expected);
        });
    }

    private static List<String> values(PreparedRows rows) {
        List<String> values = new ArrayList<>();
        try {
            Rows.read(rows.pieces(), row -> values.add(new String(row.value(), StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return values;
    }

    /** An attempt that starts from what a snapshot has, and fails before it has taken one. */
    private static void begin(KafkaSink<String> sink, String job, int number, PreparedRows restored) throws Exception {
        Attempt attempt = new Attempt(sink, job, number, List.of(restored));
        try {
            attempt.committer.recover(List.of(restored));
        } finally {
            attempt.close();
        }
    }

    @Test
    void shouldRefuseASnapshotThatIsOlderThanWhatHasBeenWritten() throws Exception {
        String topic = broker.topic("older", 1);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings());
        Attempt first = new Attempt(sink, topic, 1, List.of());
        first.committer.recover(List.of());
        PreparedRows nothing = first.prepare();
        first.committer.commit(1, List.of(nothing));
        PreparedRows a = first.prepare("a");
        first.committer.commit(2, List.of(a));
        PreparedRows stillNothing = first.prepare();
        first.committer.commit(3, List.of(stillNothing));
        PreparedRows b = first.prepare("b");
        first.close();
        begin(sink, topic, 2, b);
        begin(sink, topic, 3, b);
        for (PreparedRows older : List.of(nothing, a, stillNothing)) {
            assertThatThrownBy(() -> begin(sink, topic, 4, older))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("older than what has been written")
                    .hasMessageContaining("attempt 1 has written what came until its snapshot 4");
        }
        begin(sink, topic, 4, b);
        Attempt fifth = new Attempt(sink, topic, 5, List.of(b));
        fifth.committer.recover(List.of(b));
        fifth.committer.commit(1, List.of(fifth.prepare("c")));
        fifth.close();
        assertThatThrownBy(() -> begin(sink, topic, 6, b)).hasMessageContaining("attempt 5 has written");
        assertThat(broker.read(topic)).containsExactly("a", "b", "c");
    }

    /** Of producers; Kafka makes it. */
    public static final class Intercepting implements ProducerInterceptor<byte[], byte[]> {

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            record.headers().add("intercepted", new byte[0]);
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    @Test
    void shouldTakeAnInterceptorOfProducers(@TempDir Path directory) throws Exception {
        String topic = broker.topic("intercepted", 1);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings())
                .with("interceptor.classes", Intercepting.class.getName());
        run(sink, topic, options(directory));
        run(sink.atLeastOnce(), topic, JobOptions.defaults());
        assertThat(broker.readRecords(topic))
                .hasSize(2 * numbers().size())
                .allSatisfy(record ->
                        assertThat(record.headers().lastHeader("intercepted")).isNotNull());
    }

    /** Holds a row of the first attempt back until the broker has given up the transaction that the row before is in. */
    public static final class Stalling implements ProducerInterceptor<byte[], byte[]> {

        private String servers;
        private String id;
        private boolean isFirst;
        private int sent;

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            if (isFirst && ++sent == 2) {
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                    while (admin.describeTransactions(List.of(id))
                                    .description(id)
                                    .get()
                                    .state()
                            != TransactionState.COMPLETE_ABORT) {
                        Thread.onSpinWait();
                    }
                } catch (ExecutionException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

        @Override
        public void configure(Map<String, ?> configs) {
            servers = configs.get("bootstrap.servers").toString().replaceAll("[\\[\\]]", "");
            id = (String) configs.get("transactional.id");
            isFirst = ((String) configs.get("client.id")).endsWith("-1");
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldWriteEachRecordOnceWhenTheBrokerGivesItsTransactionUp(@TempDir Path directory) throws Exception {
        String topic = broker.topic("given-up", 2);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings())
                .with("interceptor.classes", Stalling.class.getName())
                .with("transaction.timeout.ms", "1000");
        run(sink, topic, options(directory).withRestart(Restart.fixedDelay(5, Duration.ofMillis(10))));
        assertThat(broker.read(topic)).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void shouldRefuseASnapshotWhoseMarkerIsGone() throws Exception {
        String topic = broker.topic("gone", 1);
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings());
        Attempt first = new Attempt(sink, topic, 1, List.of());
        first.committer.recover(List.of());
        PreparedRows rows = first.prepare("a");
        first.close();
        broker.admin()
                .deleteConsumerGroups(List.of("millrace-" + topic + "-sink"))
                .all()
                .get();
        Attempt second = new Attempt(sink, topic, 2, List.of(rows));
        assertThatThrownBy(() -> second.committer.recover(List.of(rows)))
                .isInstanceOf(UnwritableSinkException.class)
                .hasMessageContaining("nobody can tell whether the 1 records");
        second.close();
    }

    @Test
    void shouldWaitForCommitsRatherThanKeepWithoutBound() throws Exception {
        String topic = broker.topic("bounded", 1);
        KafkaSink<String> sink =
                Kafka.sink(broker.servers(), topic, Format.strings()).keepingAtMost(100);
        Attempt attempt = new Attempt(sink, topic, 1, List.of());
        attempt.committer.recover(List.of());
        List<PreparedRows> prepared = List.of(attempt.prepare("a".repeat(40)), attempt.prepare("b".repeat(40)));
        attempt.writer.onSnapshotComplete(2);
        Thread waiting = new Thread(() -> {
            try {
                attempt.prepare("c");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        attempt.committer.commit(2, prepared);
        waiting.join();
        attempt.close();
        assertThatThrownBy(() -> new Attempt(sink, topic + "2", 1, List.of()).prepare("d".repeat(200)))
                .hasMessageContaining("take snapshots more often");
    }

    @Test
    void shouldRefuseWhatCannotBe(@TempDir Path directory) throws Exception {
        String topic = broker.topic("refused", 1);
        assertThatThrownBy(() ->
                        run(Kafka.sink(broker.servers(), "absent", Format.strings()), "absent", options(directory)))
                .isInstanceOf(UnwritableSinkException.class)
                .hasMessageContaining("sink 'sink': there is no topic 'absent'");
        assertThatThrownBy(() -> run(
                        Kafka.sink(broker.servers(), "absent", Format.strings()).atLeastOnce(),
                        "absent",
                        JobOptions.defaults()))
                .isInstanceOf(UnwritableSinkException.class)
                .hasMessageContaining("there is no topic 'absent'");
        KafkaSink<String> sink = Kafka.sink(broker.servers(), topic, Format.strings());
        assertThatThrownBy(() -> run(
                        sink.with("transaction.timeout.ms", "2000000").with("max.block.ms", "5000"),
                        "timeout",
                        options(directory.resolve("timeout"))))
                .isInstanceOf(UnwritableSinkException.class)
                .hasMessageContaining("transaction.max.timeout.ms");
        assertThatThrownBy(() -> sink.with("acks", "1")).hasMessageContaining("'acks' is not to be set");
        assertThatThrownBy(() -> sink.with("lingerMs", "1"))
                .hasMessageContaining("'lingerMs' is no setting of Kafka's producer, which has 'linger.ms'");
        assertThatThrownBy(() -> Kafka.sink("", topic, Format.strings())).hasMessageContaining("give the brokers");
        assertThatThrownBy(() -> Kafka.sink("localhost", "a/b", Format.strings()))
                .hasMessageContaining("cannot be called 'a/b'");
    }
}
