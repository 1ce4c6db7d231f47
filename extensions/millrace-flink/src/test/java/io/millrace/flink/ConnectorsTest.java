package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.PipelineRef;
import io.millrace.files.Csv;
import io.millrace.files.FileSink;
import io.millrace.files.FileSource;
import io.millrace.jdbc.Jdbc;
import io.millrace.kafka.Format;
import io.millrace.kafka.Kafka;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.ValueState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What other extensions read and write, exactly once though a function fails between checkpoints. {@code -Dmillrace.kafka.servers=HOST:PORT} has Kafka looked at, too. */
class ConnectorsTest {

    private static final int KEYS = 7;
    private static final int PART = 300;
    private static final int LOOK_MILLIS = 20;

    @TempDir
    private Path directory;

    /** Public, as formats want it. */
    public record Given(long id) {}

    /** What becomes of it: how many of its key there were. */
    public record Told(long id, int bucket, long number) {

        String text() {
            return id + " " + bucket + " " + number;
        }

        static Told of(String text) {
            String[] words = text.split(" ", -1);
            return new Told(Long.parseLong(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
        }
    }

    /** Numbers events by key. */
    static final class Numbering extends KeyedProcess<Integer, Given, Told> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Given given, KeyedContext<Integer> context, Emitter<Told> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(new Told(given.id(), context.key(), count.get()));
        }
    }

    /** By test, since functions are read back from bytes: the event that fails, the first time that it comes. */
    private static final Map<String, Long> FAILING = new ConcurrentHashMap<>();

    private static EventStream<Told> numbered(EventStream<Given> given, String test) {
        return given.typed(Given.class)
                .keyBy(each -> (int) (each.id() % KEYS), Integer.class)
                .process("numbering", Numbering::new)
                .map(told -> failing(told, test))
                .typed(Told.class);
    }

    private static Told failing(Told told, String test) {
        if (FAILING.remove(test, told.id())) {
            throw new IllegalStateException("the failure of the test, at " + told);
        }
        return told;
    }

    /** What is outside of the pipeline. */
    private interface Outside {

        /** Has numbers be read that have not been there before. */
        void give(LongStream ids) throws Exception;

        /** All that can be read of the results. */
        List<Told> told() throws Exception;
    }

    private void check(String test, PipelineRef pipeline, Outside outside) throws Exception {
        outside.give(LongStream.range(0, PART));
        StreamExecutionEnvironment environment =
                LocalFlink.environment(LocalFlink.surviving(2, directory.resolve("checkpoints")));
        FlinkRunner.on(environment).add(pipeline);
        JobClient job = environment.executeAsync(test);
        List<Told> first = told(job, outside, PART);
        assertOnce(first, PART);
        FAILING.put(test, PART + PART / 2L);
        outside.give(LongStream.range(PART, 2 * PART));
        List<Told> all = told(job, outside, 2 * PART);
        assertThat(FAILING).as("what fails has failed").doesNotContainKey(test);
        assertOnce(all, 2 * PART);
        job.cancel().get();
    }

    /** Waits until so many results can be read. */
    private static List<Told> told(JobClient job, Outside outside, int count) throws Exception {
        List<Told> told = outside.told();
        while (told.size() < count) {
            try {
                job.getJobExecutionResult().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                throw new AssertionError("the job has ended with " + told);
            } catch (TimeoutException e) {
                told = outside.told();
            }
        }
        return told;
    }

    private static void assertOnce(List<Told> all, int count) {
        assertThat(all.stream().map(Told::id))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, count).boxed().toList());
        Map<Integer, List<Long>> numbers = new HashMap<>();
        all.forEach(each -> numbers.computeIfAbsent(each.bucket(), unused -> new ArrayList<>())
                .add(each.number()));
        numbers.forEach((key, each) -> assertThat(each)
                .as("numbers of key " + key)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, each.size()).boxed().toList()));
    }

    private static Pipeline files(Path in, Path out) {
        Pipeline pipeline = Pipeline.create("files");
        EventStream<Given> given = pipeline.source(
                "in", FileSource.in(in, Csv.of(Given.class)).glob("*.csv").lookEvery(Duration.ofMillis(20)));
        numbered(given, "files").to("out", FileSink.in(out, Csv.of(Told.class)));
        return pipeline;
    }

    @Test
    void shouldReadAndWriteFilesExactlyOnce() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        Path out = Files.createDirectory(directory.resolve("out"));
        String from = in.toString();
        String to = out.toString();
        check("files", PipelineRef.of(() -> files(Path.of(from), Path.of(to))), new Outside() {
            @Override
            public void give(LongStream ids) throws IOException {
                List<String> lines = new ArrayList<>(List.of("id"));
                ids.forEach(id -> lines.add(Long.toString(id)));
                Path hidden = Files.write(in.resolve("next.tmp"), lines);
                Files.move(hidden, in.resolve("from-" + lines.get(1) + ".csv"));
            }

            @Override
            public List<Told> told() throws IOException {
                List<Told> told = new ArrayList<>();
                try (Stream<Path> files = Files.list(out)) {
                    for (Path file : files.filter(ConnectorsTest::isVisible).toList()) {
                        Files.readAllLines(file).stream()
                                .skip(1)
                                .map(line -> Told.of(line.replace(',', ' ')))
                                .forEach(told::add);
                    }
                }
                return told;
            }
        });
    }

    private static boolean isVisible(Path file) {
        return file.toString().endsWith(".csv")
                && !file.getFileName().toString().startsWith(".");
    }

    /** Made where it is used: what H2 reads back of one does not work. */
    private static JdbcDataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:connectors;DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        return database;
    }

    private static Pipeline tables() {
        Pipeline pipeline = Pipeline.create("tables");
        EventStream<Given> given = pipeline.source(
                "in", Jdbc.table(database(), "given", Given.class).poll("id").every(Duration.ofMillis(20)));
        numbered(given, "tables")
                .to("out", Jdbc.table(database(), "told", Told.class).insert().exactlyOnce());
        return pipeline;
    }

    @Test
    void shouldReadAndWriteTablesExactlyOnce() throws Exception {
        JdbcDataSource database = database();
        update(database, "CREATE TABLE given (id BIGINT PRIMARY KEY)");
        update(database, "CREATE TABLE told (id BIGINT, bucket INT, number BIGINT)");
        check("tables", PipelineRef.of(ConnectorsTest::tables), new Outside() {
            @Override
            public void give(LongStream ids) throws SQLException {
                for (long id : ids.toArray()) {
                    update(database, "INSERT INTO given VALUES (" + id + ")");
                }
            }

            @Override
            public List<Told> told() throws SQLException {
                List<Told> told = new ArrayList<>();
                try (Connection connection = database.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT id, bucket, number FROM told")) {
                    while (rows.next()) {
                        told.add(new Told(rows.getLong(1), rows.getInt(2), rows.getLong(3)));
                    }
                }
                return told;
            }
        });
    }

    private static void update(JdbcDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Pipeline topics(String servers, String run) {
        Pipeline pipeline = Pipeline.create("topics-" + run);
        EventStream<Given> given = pipeline.source(
                        "in", Kafka.source(servers, "in-" + run).values(Format.strings()))
                .map(text -> new Given(Long.parseLong(text)));
        numbered(given, "topics").map(Told::text).to("out", Kafka.sink(servers, "out-" + run, Format.strings()));
        return pipeline;
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.kafka.servers", matches = ".+")
    void shouldReadAndWriteTopicsExactlyOnce() throws Exception {
        String servers = System.getProperty("millrace.kafka.servers");
        String run = Long.toString(System.nanoTime());
        String in = "in-" + run;
        String out = "out-" + run;
        Topics topics = new Topics(servers, in, out);
        topics.create();
        check("topics", PipelineRef.of(() -> topics(servers, run)), topics);
    }

    private record Topics(String servers, String in, String out) implements Outside {

        private void create() throws Exception {
            try (org.apache.kafka.clients.admin.Admin admin =
                    org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", servers))) {
                admin.createTopics(Stream.of(in, out)
                                .map(name -> new org.apache.kafka.clients.admin.NewTopic(name, 3, (short) 1))
                                .toList())
                        .all()
                        .get();
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
        public void give(LongStream ids) {
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
                ids.forEach(id -> producer.send(new ProducerRecord<>(in, (int) (id % 3), null, Long.toString(id))));
            }
        }

        @Override
        public List<Told> told() {
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                List<TopicPartition> all = Stream.of(0, 1, 2)
                        .map(partition -> new TopicPartition(out, partition))
                        .toList();
                consumer.assign(all);
                consumer.seekToBeginning(all);
                Map<TopicPartition, Long> ends = consumer.endOffsets(all);
                List<ConsumerRecord<String, String>> records = new ArrayList<>();
                while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                }
                return records.stream().map(record -> Told.of(record.value())).toList();
            }
        }
    }
}
