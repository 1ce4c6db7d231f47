package io.millrace.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Against a RabbitMQ that the tests start, kill and start again: one for all, since it takes its time, so one after the other. */
@Timeout(90)
@Execution(ExecutionMode.SAME_THREAD)
class RabbitMqTest {

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static RabbitMqServer rabbit;

    @BeforeAll
    static void start() throws Exception {
        rabbit = new RabbitMqServer(servers);
    }

    @AfterAll
    static void stop() {
        if (rabbit != null) {
            rabbit.close();
        }
    }

    private static RabbitMqSource<Integer> numbers(String uri, String queue) {
        // tag::rabbitmq[]
        return RabbitMq.source(uri, queue).events(Integer.class, message -> Integer.valueOf(message.text()));
        // end::rabbitmq[]
    }

    private static RabbitMqSink<Integer> sink(String uri, String queue) {
        return RabbitMq.sink(uri, "", queue, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Pipeline reading(RabbitMqSource<Integer> source, int readers, BlockingQueue<Integer> out) {
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

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void awaitAll(BlockingQueue<Integer> out, List<Integer> numbers) {
        while (!new HashSet<>(out).containsAll(numbers)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadEachMessageAtLeastOnceAndNoneThatWasAcknowledgedAgainWhateverIsKilled() throws Exception {
        rabbit.makeQueue("killed");
        rabbit.publish("killed", 0, 3_000);
        SplittableRandom random = new SplittableRandom(5);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int kills = 0; kills < 4; kills++) {
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading(numbers(rabbit.uri(), "killed").unacknowledged(300), 1 + random.nextInt(3), out),
                        surviving());
                int enough = Math.min(2_500, out.size() + random.nextInt(700));
                while (out.size() < enough) {
                    Thread.onSpinWait();
                }
                job.cancel();
            }
        }
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(rabbit.uri(), "killed"), 2, out), surviving());
            awaitAll(out, range(0, 3_000));
            job.stop();
            job.join();
        }
        assertThat(rabbit.take("killed")).isEmpty();
    }

    @Test
    void shouldReadAgainWhatASnapshotHasWhenTheAcknowledgementWasLostAndGoOnWhenRabbitIsStartedAgain()
            throws Exception {
        rabbit.makeQueue("lost");
        rabbit.makeQueue("copies");
        rabbit.publish("lost", 0, 100);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = reading(numbers(rabbit.uri(), "lost"), 1, out);
        pipeline.source("ticks", Sources.<Integer>generate(index -> (int) index).rate(500))
                .to("copies", sink(rabbit.uri(), "copies").ids(Object::toString));
        try (Engine engine = Engine.create()) {
            Job job = engine.start(
                    pipeline,
                    JobOptions.defaults()
                            .withSnapshots(
                                    Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(100)))
                            .withRestart(Restart.fixedDelay(1_000, Duration.ofMillis(100))));
            awaitAll(out, range(0, 100));
            rabbit.process.kill();
            rabbit.process.start();
            rabbit.publish("lost", 100, 100);
            awaitAll(out, range(0, 200));
            job.stop();
            job.join();
        }
        assertThat(out).containsAll(range(100, 200));
        assertThat(rabbit.take("lost")).isEmpty();
        List<String> copies = rabbit.take("copies").stream().distinct().toList();
        assertThat(copies)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        range(0, copies.size()).stream().map(Object::toString).toList());
    }

    @Test
    void shouldHaveAllInTheQueueAndRefuseWhatNoQueueTakes() throws Exception {
        rabbit.makeQueue("written");
        Pipeline pipeline = Pipeline.create("writing");
        pipeline.source("numbers", Sources.collection(range(0, 3_000))).to("out", sink(rabbit.uri(), "written"));
        Pipeline nowhere = Pipeline.create("nowhere");
        nowhere.source("numbers", Sources.of(1)).to("out", sink(rabbit.uri(), "nobody"));
        try (Engine engine = Engine.create()) {
            engine.start(pipeline, surviving()).join();
            assertThat(rabbit.take("written"))
                    .isEqualTo(range(0, 3_000).stream().map(Object::toString).toList());
            Job job = engine.start(nowhere, JobOptions.defaults());
            assertThatThrownBy(job::join)
                    .hasMessageContaining("no queue takes messages of exchange '' with the routing key 'nobody'");
        }
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeRead() throws Exception {
        rabbit.makeQueue("poisoned");
        rabbit.publish("poisoned", 0, 10);
        rabbit.on(channel -> {
            channel.basicPublish(
                    "",
                    "poisoned",
                    RabbitMqServer.persistent().builder().messageId("m-11").build(),
                    "eleven".getBytes(StandardCharsets.UTF_8));
            return 1;
        });
        rabbit.publish("poisoned", 10, 10);
        CollectSink<Object> letters = Sinks.collect();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", numbers(rabbit.uri(), "poisoned"))
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
                .contains(
                        "source 'numbers': message m-11 of queue 'poisoned' (poisoned) cannot be read: For input string: \"eleven\"");
        assertThat(rabbit.take("poisoned")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() {
        try (Engine engine = Engine.create()) {
            assertRefused(engine, "amqp://guest:guest@127.0.0.1:1", "RabbitMQ at 127.0.0.1:1 cannot be used");
            assertRefused(engine, "amqp://guest:wrong@127.0.0.1:" + rabbit.port, "does not let it in");
            assertRefused(engine, rabbit.uri(), "declare the queue or the exchange first");
            Pipeline writing = Pipeline.create("writing");
            writing.source("numbers", Sources.of(1))
                    .to("out", RabbitMq.<Integer>sink(rabbit.uri(), "missing", "", number -> new byte[0]));
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("sink 'out', exchange 'missing': it is not there");
        }
        assertThat(numbers("amqp://ada:secret@host:4222/v", "q")).hasToString("queue q at host:4222/v");
    }

    private static void assertRefused(Engine engine, String uri, String why) {
        Pipeline pipeline = reading(numbers(uri, "missing"), 1, new LinkedBlockingQueue<>());
        assertThatThrownBy(() -> engine.start(pipeline, JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'numbers', queue 'missing': ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("wrong@");
    }
}
