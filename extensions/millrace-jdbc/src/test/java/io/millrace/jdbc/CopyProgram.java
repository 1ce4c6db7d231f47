package io.millrace.jdbc;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.snapshot.Snapshots;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A program that copies tables until it is killed: the changes of one, by key and as a list, and the rows of another. */
final class CopyProgram {

    record Account(long id, long version) {}

    record Audit(long id, long version, boolean deleted) {}

    record Order(long id, String name) {}

    private CopyProgram() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(arguments[0]);
        database.setUser("postgres");
        JobOptions options = JobOptions.parallelism(Integer.parseInt(arguments[2]))
                .withSnapshots(Snapshots.in(Path.of(arguments[1])).every(Duration.ofMillis(100)));
        try (Engine engine = Engine.create()) {
            engine.start(pipeline(database), options).join();
        }
    }

    private static Pipeline pipeline(DataSource database) {
        Pipeline pipeline = Pipeline.create("copies");
        EventStream<Change<Long, Account>> changes = pipeline.source(
                "accounts",
                Jdbc.changes(database, "accounts", Long.class, Account.class, "copies")
                        .rows(5));
        Table<Long, Account> table =
                changes.keyBy(Change::key, Long.class).join(Tables.upserts("table", Change::after, Account.class));
        JdbcSink<Account> copy =
                Jdbc.table(database, "accounts_copy", Account.class).upsert("id");
        table.changes().to("copy", copy.changes(TableChange::before, TableChange::after));
        changes.rebalance()
                .map(CopyProgram::audit)
                .to("audit", Jdbc.table(database, "audit", Audit.class).insert().exactlyOnce());
        pipeline.source(
                        "orders",
                        Jdbc.table(database, "orders", Order.class)
                                .poll("id")
                                .rows(7)
                                .every(Duration.ofMillis(20)))
                .rebalance()
                .map(order -> new Order(order.id(), order.name() + "!"))
                .to(
                        "orders copy",
                        Jdbc.table(database, "orders_copy", Order.class)
                                .insert()
                                .exactlyOnce());
        return pipeline;
    }

    private static Audit audit(Change<Long, Account> change) {
        Account row = change.after() == null ? change.before() : change.after();
        return new Audit(row.id(), row.version(), change.after() == null);
    }
}
