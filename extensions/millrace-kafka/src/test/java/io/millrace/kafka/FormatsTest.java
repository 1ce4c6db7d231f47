package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class FormatsTest {

    private static final int SEEDS = 50;

    private static final Schema OLDER = SchemaBuilder.record("AvroPayment")
            .namespace("io.millrace.kafka")
            .fields()
            .requiredLong("cents")
            .requiredString("account")
            .endRecord();

    private final Broker broker = Broker.shared();

    private static GenericRecord generic(String account, long cents) {
        return new GenericRecordBuilder(AvroPayment.SCHEMA$)
                .set("account", account)
                .set("cents", cents)
                .build();
    }

    private static <T> byte[] write(Format<T> format, T value) throws Exception {
        return format.serializer().serialize("topic", value);
    }

    private static <T> T read(Format<T> format, byte[] bytes) throws Exception {
        return format.deserializer().deserialize("topic", bytes);
    }

    @Test
    void shouldReadWhatItHasWrittenAsAvro() throws Exception {
        AvroPayment payment = new AvroPayment("a", 42, "DE");
        for (Format<AvroPayment> format :
                List.of(Avro.of(AvroPayment.class), Avro.singleObject(AvroPayment.class, OLDER))) {
            assertThat(read(format, write(format, payment))).isEqualTo(payment);
        }
        for (Format<GenericRecord> format :
                List.of(Avro.of(AvroPayment.SCHEMA$), Avro.singleObject(AvroPayment.SCHEMA$))) {
            assertThat(read(format, write(format, generic("b", 7)))).isEqualTo(generic("b", 7));
        }
        // One is of the class, the other of the schema, and the bytes are the same.
        assertThat(read(Avro.of(AvroPayment.class), write(Avro.of(AvroPayment.SCHEMA$), generic("c", 1))))
                .isEqualTo(new AvroPayment("c", 1, ""));
    }

    @Test
    void shouldReadRecordsOfOlderSchemasThatAreSingleObjects() throws Exception {
        GenericData.Record old = new GenericData.Record(OLDER);
        old.put("account", "a");
        old.put("cents", 5L);
        byte[] bytes = write(Avro.singleObject(OLDER), old);
        assertThat(read(Avro.singleObject(AvroPayment.class, OLDER), bytes)).isEqualTo(new AvroPayment("a", 5, ""));
        assertThatThrownBy(() -> read(Avro.singleObject(AvroPayment.class), bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no Avro of io.millrace.kafka.AvroPayment");
    }

    @Test
    void shouldReadWhatItHasWrittenAsProtobuf() throws Exception {
        Format<Struct> format = Protobuf.of(Struct.class, Struct::parser);
        Struct struct = Struct.newBuilder()
                .putFields(
                        "names",
                        Value.newBuilder()
                                .setListValue(ListValue.getDefaultInstance())
                                .build())
                .build();
        assertThat(read(format, write(format, struct))).isEqualTo(struct);
        // A message with nothing in it is no bytes, and no tombstone.
        assertThat(read(format, write(format, Struct.getDefaultInstance()))).isEqualTo(Struct.getDefaultInstance());
    }

    @Test
    void shouldSayOfAnyBytesThatTheyCannotBeRead() {
        List<Format<?>> formats = List.of(
                Avro.of(AvroPayment.class),
                Avro.singleObject(AvroPayment.class),
                Avro.of(AvroPayment.SCHEMA$),
                Protobuf.of(Struct.class, Struct::parser));
        Seeds.check(SEEDS, seed -> {
            Random random = new Random(seed);
            for (Format<?> format : formats) {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    // The length of a text of a gigabyte.
                    bytes = new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08, 'x'};
                }
                try {
                    assertThat((Object) read(format, bytes)).isNotNull();
                } catch (SerializationException e) {
                    assertThat(e).hasMessageStartingWith("no ");
                }
            }
        });
    }

    record Quote(String stock, long cents) {}

    @Test
    void shouldReadOneValueOfJsonAndNothingBehindIt() throws Exception {
        Quote quote = new Quote("A", 7);
        for (Format<Quote> format : List.of(Json.of(Quote.class), Json.of(Quote.class, JsonMapper::new))) {
            String text = new String(write(format, quote), StandardCharsets.UTF_8);
            assertThat(read(format, (" " + text + "\n\t ").getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(quote);
            for (String behind : List.of("x", "}", ",", "0", text, " null")) {
                byte[] bytes = (text + behind).getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> read(format, bytes))
                        .as(behind)
                        .isInstanceOf(SerializationException.class)
                        .hasMessageContaining("no JSON of ");
            }
        }
    }

    private <T> void throughATopic(String name, Format<T> format, List<T> values) throws Exception {
        String topic = broker.topic(name, 1);
        Pipeline writing = Pipeline.create("writing " + name);
        writing.source("values", Sources.collection(values)).to("topic", Kafka.sink(broker.servers(), topic, format));
        run(writing);
        broker.write(topic, 0, "\u00ff\u00ff\u00ff poison");
        CollectSink<T> read = Sinks.collect();
        CollectSink<DeadLetter> dead = Sinks.collect();
        Pipeline reading = Pipeline.create("reading " + name);
        reading.source(
                        "topic",
                        Kafka.source(broker.servers(), topic).values(format).endingAt(Offsets.latest()))
                .onError(Errors.deadLetter())
                .to("read", read);
        reading.deadLetters().to("dead", dead);
        run(reading);
        assertThat(read.values()).isEqualTo(values);
        assertThat(dead.values()).singleElement().satisfies(letter -> {
            assertThat(letter.error()).contains("topic " + topic + ", partition 0, offset " + values.size() + ": no ");
            assertThat(letter.event().toString()).contains("poison");
        });
    }

    private static void run(Pipeline pipeline) {
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, JobOptions.defaults())) {
            assertThat(job.join(Duration.ofMinutes(1))).isTrue();
        }
    }

    @Test
    void shouldSendToTheDeadLettersWhatIsNoAvroAndNoProtobuf() throws Exception {
        throughATopic(
                "avro",
                Avro.of(AvroPayment.class),
                List.of(new AvroPayment("a", 1, "DE"), new AvroPayment("b", 2, "FR")));
        throughATopic("avro-generic", Avro.singleObject(AvroPayment.SCHEMA$), List.of(generic("a", 1)));
        throughATopic(
                "protobuf",
                Protobuf.of(Timestamp.class, Timestamp::parser),
                List.of(Timestamp.newBuilder().setSeconds(1).build()));
    }
}
