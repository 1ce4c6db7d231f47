package io.millrace.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.refusal.UnwritableSinkException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a Redis that the tests start, kill and start again. */
@Timeout(60)
class RedisTest {

    private static final String GROUP = "readers";

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static RedisServer redis;
    private static RedisCommands<String, String> commands;

    @BeforeAll
    static void start() {
        redis = new RedisServer(servers);
        commands = redis.commands();
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private static void append(RedisCommands<String, String> to, String stream, int from, int count) {
        IntStream.range(from, from + count).forEach(i -> to.xadd(stream, Map.of("number", Integer.toString(i))));
    }

    private static RedisSource<Integer> numbers(String uri, String stream) {
        return Redis.source(uri, stream, GROUP).events(Integer.class, entry -> Integer.valueOf(entry.field("number")));
    }

    private static Pipeline reading(RedisSource<Integer> source, int readers, BlockingQueue<Integer> out) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", source)
                .parallelism(readers)
                .rebalance()
                .filter(number -> number >= 0)
                .to("out", Sinks.queue(out));
        return pipeline;
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
    }

    private static long pending(RedisCommands<String, String> of, String stream) {
        return of.xpending(stream, GROUP).getCount();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void awaitAll(BlockingQueue<Integer> out, List<Integer> numbers) {
        while (!new HashSet<>(out).containsAll(numbers)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadEachEntryAtLeastOnceAndNoneThatWasAcknowledgedAgainWhateverIsKilled() throws Exception {
        String stream = "killed";
        int count = 5_000;
        append(commands, stream, 0, count);
        SplittableRandom random = new SplittableRandom(5);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int kills = 0; kills < 5; kills++) {
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading(numbers(redis.uri(), stream).unacknowledged(700), 1 + random.nextInt(3), out),
                        surviving());
                int before = out.size();
                while (out.size() < Math.min(count, before + random.nextInt(1_500))) {
                    Thread.onSpinWait();
                }
                job.cancel();
            }
        }
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(redis.uri(), stream), 2, out), surviving());
            awaitAll(out, range(0, count));
            job.stop();
            job.join();
        }
        assertThat(pending(commands, stream)).isZero();

        // A job that knows nothing of the others gets nothing that they have had.
        BlockingQueue<Integer> later = new LinkedBlockingQueue<>();
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(redis.uri(), stream), 2, later), JobOptions.defaults());
            append(commands, stream, count, 1);
            assertThat(later.take()).isEqualTo(count);
            job.stop();
            job.join();
        }
        assertThat(later).isEmpty();
    }

    @Test
    void shouldReadAgainWhatASnapshotHasWhenTheAcknowledgementWasLost() throws Exception {
        try (RedisServer server = new RedisServer(directory)) {
            append(server.commands(), "lost", 0, 100);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            JobOptions options = JobOptions.defaults()
                    .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofDays(1)));
            try (Engine engine = Engine.create()) {
                Job job = engine.start(reading(numbers(server.uri(), "lost"), 1, out), options);
                awaitAll(out, range(0, 100));
                server.process.freeze();
                assertThat(job.snapshot().id()).isPositive();
                server.process.kill();
                job.cancel();
            }
            server.process.start();
            try (Engine engine = Engine.create()) {
                out.clear();
                Job job = engine.start(reading(numbers(server.uri(), "lost"), 1, out), options);
                awaitAll(out, range(0, 100));
                job.stop();
                job.join();
            }
            assertThat(pending(server.commands(), "lost")).isZero();
        }
    }

    @Test
    void shouldGoOnWhenRedisIsStartedAgain() throws Exception {
        try (RedisServer server = new RedisServer(directory)) {
            append(server.commands(), "in", 0, 1_000);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            Pipeline pipeline = reading(numbers(server.uri(), "in"), 1, out);
            pipeline.source("ticks", Sources.<Long>generate(index -> index).rate(2_000))
                    .to(
                            "copies",
                            Redis.<Long>sink(server.uri(), "out", tick -> Map.of("number", tick.toString()))
                                    .ids(tick -> "1-" + (tick + 1)));
            try (Engine engine = Engine.create()) {
                Job job =
                        engine.start(pipeline, surviving().withRestart(Restart.fixedDelay(100, Duration.ofMillis(50))));
                while (out.size() < 1_000 || server.commands().xlen("out") == 0) {
                    Thread.onSpinWait();
                }
                server.process.kill();
                server.process.start();
                append(server.commands(), "in", 1_000, 1_000);
                long copies = server.commands().xlen("out");
                while (!out.contains(1_999) || server.commands().xlen("out") < copies + 500) {
                    Thread.onSpinWait();
                }
                job.stop();
                job.join();
            }
            assertThat(out).containsAll(range(0, 2_000));
            List<StreamMessage<String, String>> copies = server.commands().xrange("out", Range.unbounded());
            assertThat(copies)
                    .extracting(message -> message.getBody().get("number"))
                    .containsExactlyElementsOf(range(0, copies.size()).stream()
                            .map(Object::toString)
                            .toList());
        }
    }

    @Test
    void shouldHaveAllInTheStreamWhenASnapshotIsComplete() throws Exception {
        BlockingQueue<Integer> in = new LinkedBlockingQueue<>(range(0, 10_000));
        Pipeline pipeline = Pipeline.create("writing");
        pipeline.source("numbers", Sources.queue(in, -1))
                .to("out", Redis.<Integer>sink(redis.uri(), "written", i -> Map.of("number", i.toString())));
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, surviving());
            while (!in.isEmpty()) {
                Thread.onSpinWait();
            }
            in.add(-1);
            job.join();
        }
        assertThat(commands.xrange("written", Range.unbounded()))
                .extracting(message -> Integer.valueOf(message.getBody().get("number")))
                .isEqualTo(range(0, 10_000));
    }

    @Test
    void shouldWriteOnceWhatHasAnIdOfItsOwnAndRefuseIdsThatDescend() throws Exception {
        RedisSink<Integer> sink = Redis.<Integer>sink(redis.uri(), "once", i -> Map.of("number", i.toString()))
                .ids(Object::toString);
        for (int run = 0; run < 2; run++) {
            Pipeline pipeline = Pipeline.create("writing");
            pipeline.source("numbers", Sources.collection(range(1, 501))).to("out", sink);
            try (Engine engine = Engine.create()) {
                engine.start(pipeline, JobOptions.defaults()).join();
            }
        }
        assertThat(commands.xlen("once")).isEqualTo(500);

        Pipeline descending = Pipeline.create("descending");
        descending.source("numbers", Sources.of(1_000, 999)).to("out", sink);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(descending, JobOptions.defaults());
            assertThatThrownBy(job::join)
                    .hasMessageContaining("an event has the id 999, which is lower than the last one of stream 'once'");
        }
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeRead() throws Exception {
        append(commands, "poisoned", 0, 10);
        String poison = commands.xadd("poisoned", Map.of("number", "eleven"));
        append(commands, "poisoned", 10, 10);
        CollectSink<Object> letters = Sinks.collect();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", numbers(redis.uri(), "poisoned"))
                .onError(Errors.deadLetter())
                .to("out", Sinks.queue(out));
        pipeline.deadLetters().to("letters", letters);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, surviving());
            for (int i = 0; i < 20; i++) {
                assertThat(out.take()).isEqualTo(i);
            }
            job.stop();
            job.join();
        }
        assertThat(letters.values())
                .singleElement()
                .asString()
                .contains("source 'numbers': entry " + poison
                        + " of stream 'poisoned' cannot be read: For input string: \"eleven\"");
        assertThat(pending(commands, "poisoned")).isZero();
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        try (Engine engine = Engine.create();
                RedisServer locked = new RedisServer(directory, "secret")) {
            assertThatThrownBy(() -> engine.start(
                            reading(numbers("redis://127.0.0.1:1", "numbers"), 1, new LinkedBlockingQueue<>()),
                            JobOptions.defaults()))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("source 'numbers': Redis at 127.0.0.1:1 cannot be used")
                    .hasMessageContaining("see whether it runs, and whether its address is right");
            assertThatThrownBy(() -> engine.start(
                            reading(
                                    numbers("redis://127.0.0.1:" + locked.port, "numbers"),
                                    1,
                                    new LinkedBlockingQueue<>()),
                            JobOptions.defaults()))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("does not let it in");
            assertThatThrownBy(() -> engine.start(
                            reading(numbers(redis.uri(), "missing"), 1, new LinkedBlockingQueue<>()),
                            JobOptions.defaults()))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("there is no stream 'missing' in Redis");
            Pipeline writing = Pipeline.create("writing");
            writing.source("numbers", Sources.of(1))
                    .to(
                            "out",
                            Redis.<Integer>sink(
                                    "redis://:wrong@127.0.0.1:" + locked.port, "out", i -> Map.of("n", "1")));
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("sink 'out'")
                    .hasMessageContaining("does not let it in (WRONGPASS")
                    .hasMessageNotContaining("wrong@");
        }
        assertThat(numbers("redis://user:secret@host:7000", "s")).hasToString("stream s at host:7000, group readers");
    }
}
