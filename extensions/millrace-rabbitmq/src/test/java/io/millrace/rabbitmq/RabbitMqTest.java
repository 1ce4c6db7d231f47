package io.millrace.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Delivery;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Against a RabbitMQ that the tests start, kill and start again: one for all, since it takes its time, so one after the other. */
@Execution(ExecutionMode.SAME_THREAD)
class RabbitMqTest extends AcknowledgedSourceContract {

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

    private static Source<Integer> numbers(String uri, String queue) {
        // tag::rabbitmq[]
        return RabbitMq.source(uri, queue).events(Integer.class, message -> Integer.valueOf(message.text()));
        // end::rabbitmq[]
    }

    @Override
    protected void make(String queue) throws Exception {
        rabbit.makeQueue(queue);
    }

    @Override
    protected void publish(String queue, List<String> messages) throws Exception {
        rabbit.publish(queue, messages);
    }

    @Override
    protected Source<Integer> numbers(String queue, int mostUnacknowledged) {
        return RabbitMq.source(rabbit.uri(), queue)
                .unacknowledged(mostUnacknowledged)
                .events(Integer.class, message -> Integer.valueOf(message.text()));
    }

    @Override
    protected String placeOf(String queue, String message) {
        return "message id of " + message + " of queue '" + queue + "' \\(" + queue + "\\)";
    }

    @Override
    protected Map<Source<?>, String> refused() {
        return Map.of(
                numbers("amqp://guest:guest@127.0.0.1:1", "q"),
                "queue 'q': RabbitMQ at 127.0.0.1:1 cannot be used",
                numbers("amqp://guest:wrong@127.0.0.1:" + rabbit.port, "q"),
                "does not let it in",
                numbers(rabbit.uri(), "missing"),
                "declare the queue or the exchange first");
    }

    private static RabbitMqSink<Integer> sink(String uri, String queue) {
        return RabbitMq.sink(uri, "", queue, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
    }

    @Test
    void shouldReadAgainWhatASnapshotHasWhenTheAcknowledgementWasLostAndGoOnWhenRabbitIsStartedAgain()
            throws Exception {
        rabbit.makeQueue("lost");
        rabbit.makeQueue("copies");
        rabbit.publish("lost", texts(0, 100));
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = reading("reading", numbers(rabbit.uri(), "lost"), 1, out);
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
            rabbit.publish("lost", texts(100, 200));
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

    private static RabbitMqInbox inbox(int port, String queue) throws Exception {
        return RabbitMqInbox.open(Client.of("amqp://guest:guest@127.0.0.1:" + port), queue, 100, "test");
    }

    private static List<Delivery> receive(RabbitMqInbox inbox, int count) throws Exception {
        List<Delivery> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.addAll(inbox.receive(count, Duration.ofMillis(100)));
        }
        return messages;
    }

    /** As when it has waited for an acknowledgement for longer than its consumer_timeout. */
    @Test
    void shouldSayThatRabbitHasClosedTheChannel() throws Exception {
        rabbit.makeQueue("closed");
        rabbit.publish("closed", List.of("1"));
        RabbitMqInbox inbox = inbox(rabbit.port, "closed");
        try {
            List<Delivery> messages = receive(inbox, 1);
            inbox.acknowledge(messages);
            inbox.acknowledge(messages);
            assertThatThrownBy(() -> receive(inbox, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("RabbitMQ has closed the channel of queue 'closed'")
                    .hasMessageContaining("take snapshots more often");
        } finally {
            inbox.close();
        }
    }

    /** Whether the client has seen it yet, or finds out by the acknowledgement. */
    @Test
    void shouldLeaveWhatCannotBeAcknowledgedToTheBrokerWhenTheConnectionIsCut() throws Exception {
        rabbit.makeQueue("cut");
        try (Relay relay = new Relay(rabbit.port)) {
            for (int time = 0; time < 10; time++) {
                rabbit.publish("cut", texts(0, 50));
                RabbitMqInbox inbox = inbox(relay.port(), "cut");
                try {
                    List<Delivery> messages = receive(inbox, 50);
                    relay.cut();
                    assertThatCode(() -> inbox.acknowledge(messages)).doesNotThrowAnyException();
                } finally {
                    inbox.close();
                }
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongWithASink() {
        Pipeline writing = Pipeline.create("writing");
        writing.source("numbers", Sources.of(1))
                .to("out", RabbitMq.<Integer>sink(rabbit.uri(), "missing", "", number -> new byte[0]));
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("sink 'out', exchange 'missing': it is not there");
        }
    }

    @Test
    void shouldSayWhereItReadsWithoutThePassword() {
        assertThat(numbers("amqp://ada:secret@host:4222/v", "q")).hasToString("queue q at host:4222/v");
    }
}
