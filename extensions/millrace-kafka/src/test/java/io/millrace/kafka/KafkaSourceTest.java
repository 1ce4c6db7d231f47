package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.testing.Seeds;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
class KafkaSourceTest {

    private static final int SEEDS = 2;
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final Broker broker = Broker.shared();

    private KafkaSource<String> values(String... topics) {
        return Kafka.source(broker.servers(), topics).values(Format.strings()).lookingEvery(OFTEN);
    }

    private static <T> List<T> readAll(KafkaSource<T> source, JobOptions options) {
        CollectSink<T> read = Sinks.collect();
        Pipeline pipeline = Pipeline.create("bounded");
        pipeline.source("records", source).to("read", read);
        run(pipeline, options);
        return read.values();
    }

    private static void run(Pipeline pipeline, JobOptions options) {
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, options)) {
            assertThat(job.join(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static void await(Job job, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(job.failure()).isEmpty();
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadAllPartitionsUpToTheirEnds() throws Exception {
        String topic = broker.topic("plain", 3);
        broker.write(topic, 0, "a", "b");
        broker.write(topic, 2, "c");
        assertThat(readAll(values(topic).endingAt(Offsets.latest()), JobOptions.parallelism(2)))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void shouldGiveAllThatARecordHas() throws Exception {
        String topic = broker.topic("whole", 2);
        try (KafkaProducer<String, String> producer = broker.producer()) {
            producer.send(
                    new ProducerRecord<>(topic, 1, 1_000L, "k", "v", List.of(new RecordHeader("h", new byte[] {'x'}))));
            producer.send(new ProducerRecord<>(topic, 1, 2_000L, "k", (String) null));
        }
        KafkaSource<KafkaRecord<String, String>> source = Kafka.source(broker.servers(), topic)
                .records(Format.strings(), Format.strings())
                .endingAt(Offsets.latest());
        assertThat(readAll(source, JobOptions.defaults()))
                .containsExactly(
                        new KafkaRecord<>(topic, 1, 0, 1_000, "k", "v", List.of(KafkaHeader.of("h", "x"))),
                        new KafkaRecord<>(topic, 1, 1, 2_000, "k", null, List.of()));
    }

    @Test
    void shouldStartAndEndWhereItIsTold() throws Exception {
        String topic = broker.topic("places", 2);
        try (KafkaProducer<String, String> producer = broker.producer()) {
            for (long time = 0; time < 10; time++) {
                producer.send(new ProducerRecord<>(topic, (int) time % 2, 1_000 * time, null, "" + time));
            }
        }
        KafkaSource<String> source = values(topic).endingAt(Offsets.latest());
        assertThat(readAll(source.startingAt(Offsets.latest()), JobOptions.defaults()))
                .isEmpty();
        assertThat(readAll(source.startingAt(Offsets.at(Instant.ofEpochSecond(7))), JobOptions.defaults()))
                .containsExactlyInAnyOrder("7", "8", "9");
        Map<TopicPartition, Long> third = Map.of(new TopicPartition(topic, 1), 3L);
        assertThat(readAll(source.startingAt(Offsets.of(third, Offsets.latest())), JobOptions.defaults()))
                .containsExactly("7", "9");
        assertThat(readAll(values(topic).endingAt(Offsets.of(third, Offsets.earliest())), JobOptions.defaults()))
                .containsExactly("1", "3", "5");
        assertThat(readAll(values(topic).endingAt(Offsets.at(Instant.ofEpochSecond(2))), JobOptions.defaults()))
                .containsExactlyInAnyOrder("0", "1");
    }

    @Test
    void shouldTellTheGroupAndStartWhereThatIs(@TempDir Path directory) throws Exception {
        String topic = broker.topic("grouped", 2);
        broker.write(topic, 0, "a", "b");
        KafkaSource<String> source = values(topic).group(topic).endingAt(Offsets.latest());
        assertThat(readAll(source, JobOptions.defaults().withSnapshots(Snapshots.in(directory))))
                .containsExactly("a", "b");
        assertThat(broker.groupOffsets(topic).get(new TopicPartition(topic, 0)).offset())
                .isEqualTo(2);
        broker.write(topic, 0, "c");
        broker.write(topic, 1, "d");
        assertThat(readAll(source.startingAt(Offsets.ofGroup(Offsets.earliest())), JobOptions.defaults()))
                .containsExactlyInAnyOrder("c", "d");
        assertThatThrownBy(() ->
                        readAll(values(topic).startingAt(Offsets.ofGroup(Offsets.earliest())), JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("say which one by group(...)");
    }

    @Test
    void shouldReadEachRecordOnceWhilePartitionsAreAddedAndTheJobIsStoppedAndGoesOn(@TempDir Path directory) {
        Seeds.check(SEEDS, seed -> {
            Random random = new Random(seed);
            String topic = broker.topic("stopped", 1 + random.nextInt(3));
            List<String> expected = new ArrayList<>();
            CollectSink<String> read = Sinks.collect();
            int partitions = 1;
            for (int life = 0; life < 4; life++) {
                Pipeline pipeline = Pipeline.create("stopped");
                pipeline.source("records", values(topic)).to("read", read);
                JobOptions options = JobOptions.parallelism(1 + random.nextInt(3))
                        .withBatchSize(1 + random.nextInt(20))
                        .withSnapshots(
                                Snapshots.in(directory.resolve("" + seed)).every(Duration.ofMillis(20)));
                try (Engine engine = Engine.withWorkers(1);
                        Job job = engine.start(pipeline, options)) {
                    for (int i = 0; i < 3; i++) {
                        String value = life + "-" + i;
                        broker.write(topic, random.nextInt(partitions), value);
                        expected.add(value);
                    }
                    if (random.nextBoolean()) {
                        partitions = Math.max(partitions, 3) + 1;
                        broker.grow(topic, partitions);
                    }
                    int enough = random.nextBoolean() ? 0 : expected.size();
                    await(job, () -> read.values().size() >= enough);
                    job.stop();
                    job.join();
                }
            }
            Pipeline pipeline = Pipeline.create("stopped");
            pipeline.source("records", values(topic)).to("read", read);
            try (Engine engine = Engine.withWorkers(1);
                    Job job = engine.start(
                            pipeline,
                            JobOptions.defaults().withSnapshots(Snapshots.in(directory.resolve("" + seed))))) {
                await(job, () -> read.values().size() >= expected.size());
            }
            assertThat(read.values()).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void shouldFindTopicsThatMatchAPatternWhenTheyAppear() throws Exception {
        String prefix = Broker.name("pattern");
        broker.create(prefix + "-1", 1);
        broker.write(prefix + "-1", 0, "a");
        CollectSink<String> read = Sinks.collect();
        Pipeline pipeline = Pipeline.create("pattern");
        pipeline.source(
                        "records",
                        Kafka.source(broker.servers(), Pattern.compile(prefix + "-[0-9]"))
                                .values(Format.strings())
                                .startingAt(Offsets.earliest())
                                .lookingEvery(OFTEN))
                .to("read", read);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline)) {
            await(job, () -> read.values().size() == 1);
            broker.create(prefix + "-2", 2);
            broker.create(prefix + "-x", 1);
            broker.write(prefix + "-x", 0, "none");
            broker.write(prefix + "-2", 1, "b");
            await(job, () -> read.values().size() == 2);
        }
        assertThat(read.values()).containsExactly("a", "b");
    }

    @Test
    void shouldReadWhatHasComeSinceWhenTheSnapshotHasNoPartition(@TempDir Path directory) throws Exception {
        String prefix = Broker.name("none-yet");
        KafkaSource<String> source = Kafka.source(broker.servers(), Pattern.compile(prefix + ".*"))
                .values(Format.strings())
                .startingAt(Offsets.latest())
                .lookingEvery(OFTEN);
        JobOptions options = JobOptions.defaults().withSnapshots(Snapshots.in(directory));
        runUntil(source, options, 0);
        broker.create(prefix + "-1", 1);
        broker.write(prefix + "-1", 0, "a", "b");
        runUntil(source, options, 2);
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeRead() throws Exception {
        String topic = broker.topic("poison", 2);
        broker.write(topic, 1, "12345678", "poison", null, "87654321");
        CollectSink<Long> read = Sinks.collect();
        CollectSink<DeadLetter> dead = Sinks.collect();
        Pipeline pipeline = Pipeline.create("poison");
        EventStream<Long> records = pipeline.source(
                "records",
                Kafka.source(broker.servers(), topic).values(Format.longs()).endingAt(Offsets.latest()));
        records.onError(Errors.deadLetter()).to("read", read);
        pipeline.deadLetters().to("dead", dead);
        run(pipeline, JobOptions.defaults());
        assertThat(read.values()).hasSize(2);
        assertThat(dead.values()).hasSize(2);
        assertThat(dead.values().get(0).event()).isEqualTo("poison");
        assertThat(dead.values().get(0).error()).contains("topic " + topic + ", partition 1, offset 1: ");
        assertThat(dead.values().get(1).error()).contains("partition 1, offset 2: it has no value (a tombstone)");
        assertThatThrownBy(() -> readAll(
                        Kafka.source(broker.servers(), topic)
                                .values(Format.longs())
                                .endingAt(Offsets.latest()),
                        JobOptions.defaults()))
                .hasMessageContaining("operator 'records' failed on poison")
                .hasMessageContaining("partition 1, offset 1");
    }

    @Test
    void shouldFailRatherThanSkipWhatWasDeletedBeforeItWasRead(@TempDir Path directory) throws Exception {
        String topic = broker.topic("deleted", 1);
        broker.write(topic, 0, "a", "b");
        JobOptions options = JobOptions.defaults().withSnapshots(Snapshots.in(directory));
        runUntil(values(topic), options, 2);
        broker.write(topic, 0, "c", "d");
        broker.deleteBefore(topic, 0, 3);
        assertThatThrownBy(() -> runUntil(values(topic), options, 1))
                .hasMessageContaining("partition 0 of topic " + topic + " does not have offset 2")
                .hasMessageContaining("retain records for longer");
        // One that begins anew has nothing to miss.
        assertThat(readAll(values(topic).endingAt(Offsets.latest()), JobOptions.defaults()))
                .containsExactly("d");
    }

    /** Has a job read so many records, and stops it. */
    private static void runUntil(KafkaSource<String> source, JobOptions options, int count) {
        CollectSink<String> read = Sinks.collect();
        Pipeline pipeline = Pipeline.create("until");
        pipeline.source("records", source).to("read", read);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, options)) {
            while (read.values().size() < count) {
                if (job.failure().isPresent()) {
                    job.join();
                }
            }
            job.stop();
            job.join();
        }
    }

    @Test
    void shouldRefuseATopicThatIsAnotherOneByNow(@TempDir Path directory) throws Exception {
        String topic = broker.topic("again", 1);
        broker.write(topic, 0, "a", "b");
        JobOptions options = JobOptions.defaults().withSnapshots(Snapshots.in(directory));
        runUntil(values(topic), options, 2);
        broker.admin().deleteTopics(List.of(topic)).all().get();
        assertThatThrownBy(() -> runUntil(values(topic), options, 1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'records': there is no topic '" + topic + "'");
        broker.create(topic, 1);
        broker.write(topic, 0, "c", "d", "e");
        assertThatThrownBy(() -> runUntil(values(topic), options, 1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("topic '" + topic + "', which the job has read, was deleted and made anew");
        String other = broker.topic("instead", 1);
        broker.write(other, 0, "f");
        runUntil(values(other).without(topic), options, 1);
    }

    @Test
    void shouldFailWhenATopicIsDeletedBeforeItsEndIsReached() throws Exception {
        String topic = broker.topic("vanishing", 1);
        broker.write(topic, 0, "a");
        Map<TopicPartition, Long> ahead = Map.of(new TopicPartition(topic, 0), 2L);
        CollectSink<String> read = Sinks.collect();
        Pipeline pipeline = Pipeline.create("vanishing");
        pipeline.source("records", values(topic).endingAt(Offsets.of(ahead, Offsets.latest())))
                .to("read", read);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, JobOptions.defaults())) {
            await(job, () -> read.values().size() == 1);
            broker.admin().deleteTopics(List.of(topic)).all().get();
            assertThatThrownBy(() -> job.join(Duration.ofMinutes(1)))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("source 'records': there is no topic '" + topic + "'");
        }
    }

    @Test
    void shouldBeWrittenWithItsGraph() {
        assertThat(KilledPipeline.pipeline("localhost:1", "in", "out", 0, 2)
                        .graph()
                        .unportable())
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> readAll(values("absent"), JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'records': there is no topic 'absent' at " + broker.servers());
        assertThatThrownBy(() -> values("t").with("group.id", "g")).hasMessageContaining("by group(...)");
        assertThatThrownBy(() -> values("t").with("client.id", "mine")).hasMessageContaining("names of the job");
        assertThatThrownBy(() -> values("t").with("fetch_max_bytes", "1"))
                .hasMessageContaining("no setting of Kafka's consumer, which has 'fetch.max.bytes'");
        assertThatThrownBy(() -> values("t").with("fetch.max.bytes", "many"))
                .hasMessageContaining("Invalid value many for configuration fetch.max.bytes");
        assertThatThrownBy(() -> values("t").with("fetch.max.bytes", "-1"))
                .hasMessageContaining("Invalid value -1 for configuration fetch.max.bytes");
        assertThatThrownBy(() -> readAll(
                        values("t").with("security.protocol", "SSL").with("ssl.truststore.location", "/absent"),
                        JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'records': Kafka's client cannot be made with these settings")
                .hasMessageContaining("/absent");
        assertThatThrownBy(() -> readAll(
                        Kafka.source("localhost:1", "t")
                                .values(Format.strings())
                                .with("default.api.timeout.ms", "2000")
                                .with("request.timeout.ms", "1000"),
                        JobOptions.defaults()))
                .hasMessageContaining("no broker at localhost:1 has answered in time");
        assertThatThrownBy(() -> Kafka.source("localhost:1")).hasMessageContaining("needs the name of a topic");
        assertThatThrownBy(() -> values("t").endingAt(Offsets.ofGroup(Offsets.latest())))
                .hasMessageContaining("cannot end where a group is");
    }

    @Test
    void shouldNotHoldEventTimeBackByPartitionsThatAreIdleNorMakeLateWhatIsReadMoreSlowly() throws Exception {
        countTwoPartitions(Watermarks.ascending().idleAfter(Duration.ofSeconds(1)));
    }

    @Test
    void shouldReadAllWhenPartitionsThatAreAheadArePaused() throws Exception {
        countTwoPartitions(
                Watermarks.ascending().idleAfter(Duration.ofSeconds(1)).maxDrift(Duration.ofMinutes(3)));
    }

    private void countTwoPartitions(Watermarks<Object> watermarks) throws Exception {
        String topic = broker.topic("idle", 4);
        try (KafkaProducer<String, String> producer = broker.producer()) {
            // One partition is far ahead of another, and two have nothing.
            for (long time = 0; time < 100; time++) {
                producer.send(new ProducerRecord<>(topic, 0, 60_000 * time, "k", "a"));
            }
            for (long time = 0; time < 100; time++) {
                producer.send(new ProducerRecord<>(topic, 1, 60_000 * time, "k", "b"));
            }
        }
        CollectSink<Long> counts = Sinks.collect();
        CollectSink<Object> late = Sinks.collect();
        Pipeline pipeline = Pipeline.create("idle");
        var counted = pipeline.source(
                        "records", Kafka.source(broker.servers(), topic).records(Format.strings(), Format.strings()))
                .timestamps(Timestamps.millis(KafkaRecord::timestamp), watermarks)
                .keyBy(KafkaRecord::key, String.class)
                .window(Windows.tumbling(Duration.ofMinutes(10)))
                .aggregate("count", Aggregates.count());
        counted.late().to("late", late);
        counted.map(result -> result.value()).to("counts", counts);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, JobOptions.parallelism(2).withBatchSize(8))) {
            await(job, () -> counts.values().size() == 9);
        }
        assertThat(counts.values()).containsOnly(20L);
        assertThat(late.values()).isEmpty();
    }
}
