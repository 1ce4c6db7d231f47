package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed again and again leaves each result once; {@code -Dmillrace.kills=50} kills it so often. */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
class KillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 3);
    private static final int LINES = 4_000;
    private static final int KEYS = 50;

    private final Random random = new Random(Long.getLong("millrace.seed", 1));

    @Test
    void shouldLeaveEachResultOnceWhenTheProcessIsKilledAndPartitionsAreAdded(@TempDir Path directory)
            throws Exception {
        run(Broker.shared(), directory, false);
    }

    @Test
    void shouldLeaveEachResultOnceWhenTheBrokerIsKilledToo(@TempDir Path directory) throws Exception {
        try (Broker broker = Broker.start()) {
            run(broker, directory, true);
        }
    }

    private void run(Broker broker, Path directory, boolean killsBroker) throws Exception {
        String input = broker.topic("kills", 2);
        String output = broker.topic("results", 3);
        Map<String, Integer> written = new HashMap<>();
        List<String> expected = new ArrayList<>();
        int partitions = 2;
        for (int kill = 0; kill <= KILLS; kill++) {
            Process process = start(broker, directory, input, output);
            try {
                expected.addAll(write(broker, input, partitions, written));
                if (kill < KILLS) {
                    process.waitFor(1_000 + random.nextInt(3_000), TimeUnit.MILLISECONDS);
                    if (killsBroker && kill % 2 == 1) {
                        broker.kill();
                        if (random.nextBoolean()) {
                            process.destroyForcibly().waitFor();
                        }
                        broker.restart();
                        process.waitFor(random.nextInt(2_000), TimeUnit.MILLISECONDS);
                    }
                    if (!killsBroker && partitions < 8) {
                        broker.grow(input, ++partitions);
                    }
                } else {
                    stopWhenAllIsThere(process, broker, output, expected.size(), directory);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        assertThat(broker.read(output))
                .as("seed and log in " + directory)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Writes more records of all keys, each in a partition of its own for good; returns what becomes of them. */
    private List<String> write(Broker broker, String topic, int partitions, Map<String, Integer> written) {
        List<String> results = new ArrayList<>();
        try (KafkaProducer<String, String> producer = broker.producer()) {
            for (int i = 0; i < LINES; i++) {
                int partition = random.nextInt(partitions);
                String key = partition + "-" + random.nextInt(KEYS);
                int number = written.merge(key, 1, Integer::sum);
                producer.send(new ProducerRecord<>(topic, partition, null, key + ":" + number));
                results.add(key + ":" + number + ":" + number);
            }
        }
        return results;
    }

    private Process start(Broker broker, Path directory, String input, String output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        Broker.classPath(),
                        KilledPipeline.class.getName(),
                        broker.servers(),
                        input,
                        output,
                        directory.resolve("snapshots").toString(),
                        String.valueOf(1 + random.nextInt(4)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log.txt").toFile()))
                .start();
    }

    private static void stopWhenAllIsThere(Process process, Broker broker, String output, int count, Path directory)
            throws Exception {
        while (broker.count(output) < count && process.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(process.isAlive())
                .as(Files.readString(directory.resolve("log.txt")))
                .isTrue();
        process.getOutputStream().write("stop\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it stops").isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("log.txt")))
                .isZero();
    }
}
