package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed again and again leave each result once. {@code -Dmillrace.kills=50} kills so often, the broker, too, and {@code -Dmillrace.away=PT30S} has the broker
 * be away for so long whenever that is killed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
@Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
class KillTest {

    private static final int FEW = 2;
    private static final int KILLS = Integer.getInteger("millrace.kills", FEW);
    private static final Duration AWAY = Duration.parse(System.getProperty("millrace.away", "PT1S"));
    private static final int LINES = 4_000;
    private static final int KEYS = 50;
    private static final long SEED = Long.getLong("millrace.seed", 1);

    private final Random random = new Random(SEED);

    @Test
    void shouldLeaveEachResultOnceWhenTheProcessIsKilledAndPartitionsAreAdded(@TempDir Path directory)
            throws Exception {
        run(Broker.shared(), directory, 1, false);
    }

    @Test
    void shouldLeaveEachResultOnceWhenProcessesThatHaveSharesAreKilled(@TempDir Path directory) throws Exception {
        run(Broker.shared(), directory, 2, false);
    }

    @Test
    void shouldLeaveEachResultOnceWhenTheBrokerIsTakenAwayToo(@TempDir Path directory) throws Exception {
        try (Broker broker = Broker.start()) {
            run(broker, directory, 1, true);
        }
    }

    private void run(Broker broker, Path directory, int shares, boolean takesBroker) throws Exception {
        String input = broker.topic("kills", 2);
        String output = broker.topic("results", 3);
        Map<String, Integer> written = new HashMap<>();
        List<String> expected = new ArrayList<>();
        Process[] processes = new Process[shares];
        int partitions = 2;
        try {
            for (int kill = 0; kill <= KILLS; kill++) {
                for (int share = 0; share < shares; share++) {
                    if (processes[share] == null) {
                        processes[share] = start(broker, directory, input, output, share, shares);
                    }
                }
                expected.addAll(write(broker, input, partitions, written));
                if (kill < KILLS) {
                    int victim = random.nextInt(shares);
                    live(processes[victim], broker, output, expected.size());
                    checkLives(processes, directory);
                    if (takesBroker && kill % 2 == 1) {
                        takeAway(processes[victim], broker);
                    }
                    processes[victim].destroyForcibly().waitFor();
                    processes[victim] = null;
                    if (!takesBroker && partitions < 8) {
                        broker.grow(input, ++partitions);
                    }
                }
            }
            awaitAll(processes, broker, output, expected.size(), directory);
            for (Process process : processes) {
                stop(process, directory);
            }
        } finally {
            for (Process process : processes) {
                if (process != null) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
        Map<String, Integer> missing = new HashMap<>();
        expected.forEach(result -> missing.merge(result, 1, Integer::sum));
        broker.read(output).forEach(result -> missing.merge(result, -1, Integer::sum));
        missing.values().removeIf(count -> count == 0);
        assertThat(missing)
                .as(
                        "seed %d, of %d results: how often each is missing, which is negative where it is there too often",
                        SEED, expected.size())
                .isEmpty();
    }

    /** Lets a process get on: for a while, which may be too short for anything, or until there are some more results, of which there can be so many. */
    private void live(Process process, Broker broker, String output, int most) throws Exception {
        if (random.nextInt(3) == 0) {
            process.waitFor(random.nextInt(3_000), TimeUnit.MILLISECONDS);
        } else {
            long enough = Math.min(broker.written(output) + 1 + random.nextInt(2 * LINES), most);
            while (broker.written(output) < enough && process.isAlive()) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
            process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Takes the broker away for a while, and maybe kills the process meanwhile. A broker that is killed, and not stopped, may
     * leave a transaction that never ends (see design 028), which is for who asks for many kills.
     */
    private void takeAway(Process process, Broker broker) throws InterruptedException {
        if (KILLS > FEW) {
            broker.kill();
        } else {
            broker.stop();
        }
        if (random.nextBoolean()) {
            process.destroyForcibly().waitFor();
        }
        process.waitFor(AWAY.toMillis(), TimeUnit.MILLISECONDS);
        broker.restart();
        process.waitFor(random.nextInt(2_000), TimeUnit.MILLISECONDS);
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

    private Process start(Broker broker, Path directory, String input, String output, int share, int of)
            throws IOException {
        return TestJvm.command(
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"),
                        KilledPipeline.class.getName(),
                        broker.servers(),
                        input,
                        output,
                        directory.resolve("snapshots-" + share).toString(),
                        String.valueOf(1 + random.nextInt(4)),
                        String.valueOf(share),
                        String.valueOf(of))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log.txt").toFile()))
                .start();
    }

    private static void awaitAll(Process[] processes, Broker broker, String output, int count, Path directory)
            throws Exception {
        while (broker.count(output) < count) {
            checkLives(processes, directory);
        }
    }

    private static void checkLives(Process[] processes, Path directory) throws IOException {
        for (Process process : processes) {
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("log.txt")))
                    .isTrue();
        }
    }

    private static void stop(Process process, Path directory) throws Exception {
        process.getOutputStream().write("stop\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it stops").isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("log.txt")))
                .isZero();
    }
}
