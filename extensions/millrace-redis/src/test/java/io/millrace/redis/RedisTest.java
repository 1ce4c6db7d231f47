package io.millrace.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KillArgs;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.brokers.AcknowledgedSourceContract;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a Redis that the tests start, kill and start again. */
class RedisTest extends AcknowledgedSourceContract {

    private static final String GROUP = "readers";

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static RedisServer redis;
    private static RedisServer locked;
    private static RedisCommands<String, String> commands;

    @BeforeAll
    static void start() throws Exception {
        redis = new RedisServer(servers);
        locked = new RedisServer(Files.createDirectory(servers.resolve("locked")), "secret");
        commands = redis.commands();
    }

    @AfterAll
    static void stop() {
        for (RedisServer each : Arrays.asList(redis, locked)) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static void append(RedisCommands<String, String> to, String stream, int from, int count) {
        IntStream.range(from, from + count).forEach(i -> to.xadd(stream, Map.of("number", Integer.toString(i))));
    }

    private static Source<Integer> numbers(String uri, String stream) {
        return numbers(Redis.source(uri, stream, GROUP));
    }

    private static Source<Integer> numbers(RedisSource entries) {
        return entries.events(Integer.class, entry -> Integer.valueOf(entry.field("number")));
    }

    private static Pipeline reading(Source<Integer> source, int readers, BlockingQueue<Integer> out) {
        return reading("reading", source, readers, out);
    }

    @Override
    protected void make(String queue) {
        String first = commands.xadd(queue, Map.of("number", "0"));
        commands.xdel(queue, first);
    }

    @Override
    protected void publish(String queue, List<String> messages) {
        messages.forEach(message -> commands.xadd(queue, Map.of("number", message)));
    }

    @Override
    protected Source<Integer> numbers(String queue, int mostUnacknowledged) {
        return numbers(Redis.source(redis.uri(), queue, GROUP).unacknowledged(mostUnacknowledged));
    }

    @Override
    protected String placeOf(String queue, String message) {
        return "entry \\d+-\\d+ of stream '" + queue + "'";
    }

    @Override
    protected Map<Source<?>, String> refused() {
        commands.set("text", "no stream");
        String noPassword = "redis://127.0.0.1:" + locked.port;
        return Map.of(
                numbers("redis://127.0.0.1:1", "s"),
                "Redis at 127.0.0.1:1 cannot be used",
                numbers(noPassword, "s"),
                "does not let it in (NOAUTH",
                numbers(noPassword.replace("//", "//:wrong@"), "s"),
                "does not let it in (WRONGPASS",
                numbers(redis.uri(), "missing"),
                "there is no stream 'missing' in Redis",
                numbers(redis.uri(), "text"),
                "something else by the name of the stream");
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
    }

    private static long pending(RedisCommands<String, String> of, String stream) {
        return of.xpending(stream, GROUP).getCount();
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
                server.restart();
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
    void shouldGoOnWhenItsConnectionsAreCut() throws Exception {
        try (RedisServer server = new RedisServer(directory);
                Engine engine = Engine.create()) {
            append(server.commands(), "cut", 0, 50);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            Job job = engine.start(reading(numbers(server.uri(), "cut"), 2, out), surviving());
            for (int from = 0; from < 150; from += 50) {
                awaitAll(out, range(0, from + 50));
                append(server.commands(), "cut", from + 50, 50);
                // also while they are made anew
                for (int cut = 0; cut < 4; ) {
                    cut += server.commands()
                            .clientKill(KillArgs.Builder.typeNormal().skipme())
                            .intValue();
                }
            }
            awaitAll(out, range(0, 200));
            job.stop();
            job.join();
            assertThat(pending(server.commands(), "cut")).isZero();
        }
    }

    @Test
    void shouldTakeForWrittenWhatIsNotThereAnyMoreSinceTheStreamIsTrimmed() {
        RedisSink<Integer> sink = Redis.<Integer>sink(redis.uri(), "trimmed", i -> Map.of("number", i.toString()))
                .ids(i -> Integer.toString(2 * i))
                .maxLength(100);
        try (Engine engine = Engine.create()) {
            for (int run = 0; run < 2; run++) {
                Pipeline pipeline = Pipeline.create("writing");
                pipeline.source("numbers", Sources.collection(range(1, 501))).to("out", sink);
                engine.start(pipeline, JobOptions.defaults()).join();
                assertThat(commands.xlen("trimmed")).isLessThan(300);
                assertThat(commands.xrevrange("trimmed", Range.unbounded()))
                        .first()
                        .satisfies(last -> assertThat(last.getId()).isEqualTo("1000-0"));
            }
            Pipeline between = Pipeline.create("between");
            between.source("numbers", Sources.of(998))
                    .to(
                            "out",
                            Redis.<Integer>sink(redis.uri(), "trimmed", i -> Map.of("number", "x"))
                                    .ids(i -> (i + 1) + "-0")
                                    .maxLength(100));
            Job job = engine.start(between, JobOptions.defaults());
            assertThatThrownBy(job::join).hasMessageContaining("an event has the id 999-0, which is lower");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithASink() {
        Pipeline writing = Pipeline.create("writing");
        writing.source("numbers", Sources.of(1))
                .to(
                        "out",
                        Redis.<Integer>sink("redis://:wrong@127.0.0.1:" + locked.port, "out", i -> Map.of("n", "1")));
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("sink 'out'")
                    .hasMessageContaining("does not let it in (WRONGPASS")
                    .hasMessageNotContaining("wrong@");
        }
    }

    @Test
    void shouldSayWhereItReadsWithoutThePassword() {
        assertThat(numbers("redis://user:secret@host:7000", "s")).hasToString("stream s at host:7000, group readers");
    }
}
