package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.kafka.GroupGuard.Claim;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes that read the same topics do to each other; a job here is one in a process of its own there. */
class SeveralProcessesTest {

    private final Broker broker = Broker.shared();

    private KafkaSource<String> grouped(String topic) {
        return Kafka.source(broker.servers(), topic)
                .values(Format.strings())
                .group(topic)
                .lookingEvery(Duration.ofMillis(50));
    }

    private static Job start(
            Engine engine, String name, KafkaSource<String> source, CollectSink<String> to, Path directory) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("records", source).to("read", to);
        return engine.start(
                pipeline,
                JobOptions.parallelism(2)
                        .withSnapshots(Snapshots.in(directory.resolve(name)).every(Duration.ofMillis(50))));
    }

    private static void awaitSize(CollectSink<String> sink, int size, Job... jobs) {
        while (sink.values().size() < size) {
            for (Job job : jobs) {
                assertThat(job.failure()).isEmpty();
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadEachRecordOnceWhenEachJobHasItsShareAndPartitionsAreAdded(@TempDir Path directory) throws Exception {
        String topic = broker.topic("shared", 4);
        CollectSink<String> read = Sinks.collect();
        List<String> expected = new ArrayList<>();
        try (Engine engine = Engine.withWorkers(1)) {
            Job[] jobs = new Job[3];
            for (int share = 0; share < jobs.length; share++) {
                jobs[share] =
                        start(engine, "share-" + share, grouped(topic).partitions(share, jobs.length), read, directory);
            }
            for (int partition = 0; partition < 7; partition++) {
                if (partition == 4) {
                    broker.grow(topic, 7);
                }
                broker.write(topic, partition, "a" + partition, "b" + partition);
                expected.addAll(List.of("a" + partition, "b" + partition));
            }
            awaitSize(read, expected.size(), jobs);
            // All tell one group.
            while (told(topic) < expected.size()) {
                assertThat(jobs).allSatisfy(job -> assertThat(job.failure()).isEmpty());
            }
            for (Job job : jobs) {
                job.stop();
                job.join();
            }
            assertThatThrownBy(() -> start(engine, "share-1", grouped(topic).partitions(1, 2), read, directory)
                            .join())
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("which is not in share 1 of 2");
        }
        assertThat(read.values()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private long told(String group) throws Exception {
        return broker.groupOffsets(group).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    @Test
    void shouldRefuseTheLaterOfTwoJobsThatTellOneGroup(@TempDir Path directory) throws Exception {
        String topic = broker.topic("twice", 2);
        CollectSink<String> read = Sinks.collect();
        try (Engine engine = Engine.withWorkers(1);
                Job first = start(engine, "first", grouped(topic), read, directory)) {
            broker.write(topic, 0, "a");
            while (broker.groupOffsets(topic).isEmpty()) {
                assertThat(first.failure()).isEmpty();
            }
            Job second = start(engine, "second", grouped(topic), Sinks.collect(), directory);
            assertThatThrownBy(second::join)
                    .hasMessageContaining("another job tells the group '" + topic + "' the positions")
                    .hasMessageContaining("source 'first/records', attempt 1, begun at ");
            broker.write(topic, 1, "b");
            awaitSize(read, 2, first);
        }
    }

    @Test
    void shouldRefuseAGroupThatGetsAMember(@TempDir Path directory) throws Exception {
        String topic = broker.topic("joined", 2);
        CollectSink<String> read = Sinks.collect();
        try (Engine engine = Engine.withWorkers(1);
                KafkaConsumer<String, String> member = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.servers(), "group.id", topic, "client.id", "member"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            Job job = start(engine, topic, grouped(topic), read, directory);
            broker.write(topic, 0, "a");
            awaitSize(read, 1, job);
            member.subscribe(List.of(topic));
            while (job.failure().isEmpty()) {
                member.poll(Duration.ofMillis(50));
            }
            assertThatThrownBy(job::join)
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("the group '" + topic + "' has members: member at /127.0.0.1");
        }
    }

    @Test
    void shouldHaveTheJobGoOnThatWasFirst() {
        Claim first = new Claim(3, 1_000, "job/source", 0);
        Claim later = new Claim(4, 2_000, "job/source", 1);
        Claim same = new Claim(4, 2_000, "other/source", 1);
        assertThat(first.yieldsTo(later)).isFalse();
        assertThat(later.yieldsTo(first)).isTrue();
        assertThat(later.yieldsTo(same)).isNotEqualTo(same.yieldsTo(later));
        for (Claim claim : List.of(first, later, same)) {
            assertThat(Claim.of(claim.text())).contains(claim);
        }
        assertThat(Claim.of("")).isEmpty();
        assertThat(Claim.of("millrace:99999999999:1:1:x")).isEmpty();
    }
}
