package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as those that are read from files: with an Optional, another name for a column, a char, a Duration. */
class RecordsTest {

    /** As other libraries have one, on fields and accessors. */
    static final class Jpa {
        @Retention(RetentionPolicy.RUNTIME)
        @Target({ElementType.FIELD, ElementType.METHOD})
        @interface Column {
            String name() default "";
        }
    }

    record Sale(
            @Column("sale_no") long id,
            @Jpa.Column(name = "customer") String buyer,
            @Jpa.Column Optional<String> note,
            Optional<Integer> discount,
            Optional<Instant> paidAt,
            char grade,
            Character other,
            Duration took,
            Optional<Duration> waited) {}

    record Listed(Optional<List<String>> all) {}

    private static String tableOf(String kind) {
        String interval = kind.equals("h2") ? "INTERVAL DAY(9) TO SECOND(6)" : "INTERVAL";
        return "CREATE TABLE sales (sale_no BIGINT PRIMARY KEY, customer VARCHAR(20), note VARCHAR(20), discount INT,"
                + " paid_at TIMESTAMP WITH TIME ZONE, grade CHAR(1), other VARCHAR(5), took " + interval
                + ", waited VARCHAR(50))";
    }

    private static Sale sale(long id, SplittableRandom random) {
        return new Sale(
                id,
                "b" + id,
                random.nextBoolean() ? Optional.empty() : Optional.of("n" + id),
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt()),
                random.nextBoolean() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(random.nextInt())),
                (char) ('A' + random.nextInt(26)),
                random.nextBoolean() ? null : 'x',
                Duration.ofMillis(random.nextLong(-1L << 40, 1L << 40)),
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofNanos(random.nextLong())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldGiveBackWhatWasWritten(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(database, tableOf(kind));
        JdbcTable<Sale> table = Jdbc.table(database, "sales", Sale.class);
        List<Sale> sales = new ArrayList<>();
        Seeds.check(30, seed -> sales.add(sale(seed, new SplittableRandom(seed))));
        sales.sort((one, other) -> Long.compare(one.id(), other.id()));
        for (int write = 0; write < 2; write++) {
            Pipeline pipeline = Pipeline.create("write");
            pipeline.source("sales", Sources.collection(sales))
                    .to("table", table.upsert(write == 0 ? "id" : "sale_no"));
            Simulation.of(pipeline).run();
        }
        Pipeline pipeline = Pipeline.create("read");
        List<Sale> read = new ArrayList<>();
        pipeline.source("table", table.poll("sale_no")).to("out", Sinks.callback(read::add));
        Simulation.of(pipeline).run();
        assertThat(read).isEqualTo(sales);
        JdbcLookup<String, Sale> lookup = table.lookup("customer");
        assertThat(lookup.apply(sales.get(0).buyer())).isEqualTo(sales.get(0));
    }

    @Test
    void shouldTellChangesOfThem() {
        DataSource database = Databases.newPostgres();
        Databases.execute(database, tableOf("postgres"));
        Pipeline pipeline = Pipeline.create("capture");
        pipeline.source("table", Jdbc.changes(database, "sales", Long.class, Sale.class, "sales_slot"))
                .to("out", Sinks.discard());
        List<Sale> sales = new ArrayList<>();
        Simulation run =
                Simulation.of(pipeline).snapshots(Duration.ofMillis(50)).settle();
        for (int i = 0; i < 10; i++) {
            sales.add(sale(i, new SplittableRandom(i)));
        }
        Pipeline write = Pipeline.create("write");
        write.source("sales", Sources.collection(sales))
                .to("table", Jdbc.table(database, "sales", Sale.class).insert());
        Simulation.of(write).run();
        while (run.output("out").size() < sales.size()) {
            run.advance(Duration.ofMillis(25));
        }
        assertThat(run.output("out"))
                .extracting(change -> (Object) ((Change<?, ?>) change).after())
                .containsExactlyElementsOf(sales);
        run.stop().run();
    }

    record Only(@Column("nothing") long id) {}

    record Graded(long id, char grade) {}

    record Took(long id, Duration took) {}

    @Test
    void shouldSayWhatDoesNotFit() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE t (id BIGINT PRIMARY KEY, grade VARCHAR(5), took INTERVAL)",
                "INSERT INTO t VALUES (1, 'AB', '1 month')");
        assertThatThrownBy(
                        () -> Jdbc.table(database, "t", Only.class).lookup("id").apply(1L))
                .hasMessageContaining("has no column 'nothing' for the component 'id'");
        assertThatThrownBy(() ->
                        Jdbc.table(database, "t", Graded.class).lookup("id").apply(1L))
                .hasMessageContaining("has 'AB', which the component char grade cannot be");
        assertThatThrownBy(
                        () -> Jdbc.table(database, "t", Took.class).lookup("id").apply(1L))
                .hasMessageContaining("has '1 mon', which the component Duration took cannot be");
        assertThatThrownBy(() -> Jdbc.table(database, "t", Listed.class))
                .hasMessageContaining("component 'all' of")
                .hasMessageContaining("an Optional of one");
    }
}
