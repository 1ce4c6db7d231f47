package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.metrics.Metrics;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Simulation;
import io.millrace.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may commit, and what has been. */
class FencingTest {

    record Item(long id) {}

    private record Context(int attempt, Clock clock) implements SinkContext {

        Context(int attempt) {
            this(attempt, ManualClock.startingAt(Instant.EPOCH));
        }

        @Override
        public String job() {
            return "job";
        }

        @Override
        public String operator() {
            return "sink";
        }

        @Override
        public int subtask() {
            return COMMITTER;
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public Metrics metrics() {
            throw new UnsupportedOperationException("no metrics");
        }

        @Override
        public Disk disk() {
            throw new UnsupportedOperationException("no disk");
        }
    }

    private static Committer<PreparedRows<Item>> committer(DataSource database, int attempt) throws Exception {
        JdbcSink<Item> sink = Jdbc.table(database, "items", Item.class).insert();
        return new ExactlyOnceSink<>(sink, Type.of(Item.class)).committer(new Context(attempt));
    }

    private static PreparedRows<Item> prepared(int attempt, long snapshot, long... ids) {
        List<Item> items = LongStream.of(ids).mapToObj(Item::new).toList();
        return new PreparedRows<>(attempt, 0, snapshot, items);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldLetTheLatestAttemptAloneCommitAndEachOnce(String kind) throws Exception {
        DataSource database = PollTest.database(kind);
        Databases.execute(database, "CREATE TABLE items (id BIGINT NOT NULL)");
        Committer<PreparedRows<Item>> first = committer(database, 1);
        first.recover(List.of());
        first.commit(1, List.of(prepared(1, 1, 10, 11)));
        // The second goes on from snapshot 2, of which the first has committed nothing, or has without anybody having
        // been told.
        Committer<PreparedRows<Item>> second = committer(database, 2);
        second.recover(List.of(prepared(1, 1, 10, 11), prepared(1, 2, 12)));
        assertThatThrownBy(() -> first.commit(2, List.of(prepared(1, 2, 12), prepared(1, 3, 13))))
                .hasMessageContaining("another attempt at the job has taken over");
        assertThatThrownBy(() -> committer(database, 1).recover(List.of(prepared(1, 1))))
                .hasMessageContaining("attempt 2 of job 'job' has written already, and this is attempt 1");
        second.commit(1, List.of(prepared(2, 1, 20)));
        second.commit(2, List.of(prepared(2, 1, 20), prepared(2, 2, 21)));
        assertThat(Databases.rows(database, "SELECT id FROM items ORDER BY id"))
                .containsExactly("10", "11", "12", "20", "21");
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseToGoOnFromASnapshotThatIsOlderThanWhatHasBeenWritten(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(database, "CREATE TABLE items (id BIGINT NOT NULL)");
        Sink<Item> sink = Jdbc.table(database, "items", Item.class).insert().exactlyOnce();
        Simulation run =
                Simulation.of(writing(sink)).snapshots(Duration.ofMillis(5)).steps(30);
        run.snapshot("early");
        run.run();
        assertThat(Databases.rows(database, "SELECT COUNT(*) FROM items")).containsExactly("200");
        assertThatThrownBy(() -> run.next(writing(sink))
                        .snapshots(
                                Snapshots.in(run.disk(), Path.of("/snapshots")).from("early"))
                        .run())
                .hasStackTraceContaining("has been written, and the job goes on from snapshot")
                .hasStackTraceContaining("Start from the latest snapshot");
        assertThat(Databases.rows(database, "SELECT COUNT(*) FROM items")).containsExactly("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldRefuseASnapshotBehindWhichALaterAttemptHasWritten(String kind) throws Exception {
        DataSource database = PollTest.database(kind);
        Databases.execute(database, "CREATE TABLE items (id BIGINT NOT NULL)");
        PreparedRows<Item> early = prepared(1, 7, 10);
        Committer<PreparedRows<Item>> first = committer(database, 1);
        first.recover(List.of());
        first.commit(7, List.of(early));
        first.close();
        Committer<PreparedRows<Item>> second = committer(database, 2);
        second.recover(List.of(early));
        second.commit(8, List.of(prepared(2, 8, 20)));
        second.close();
        Committer<PreparedRows<Item>> third = committer(database, 3);
        assertThatThrownBy(() -> third.recover(List.of(early)))
                .hasMessageContaining("what belongs to attempt 2 has been written")
                .hasMessageContaining("from snapshot 7 of attempt 1");
        third.recover(List.of(prepared(2, 8, 20)));
        third.close();
        // As the error says.
        String ofSink = " WHERE job = 'job' AND sink = 'sink' AND subtask >= 0 AND attempt ";
        Databases.execute(
                database,
                "DELETE FROM items WHERE id = 20",
                "DELETE FROM millrace_commits" + ofSink + "> 1",
                "UPDATE millrace_commits SET number = 7" + ofSink + "= 1 AND number > 7");
        Committer<PreparedRows<Item>> fourth = committer(database, 4);
        fourth.recover(List.of(early));
        fourth.commit(8, List.of(prepared(4, 8, 20)));
        fourth.close();
        assertThat(Databases.rows(database, "SELECT id FROM items ORDER BY id")).containsExactly("10", "20");
    }

    private static Pipeline writing(Sink<Item> sink) {
        Pipeline pipeline = Pipeline.create("write");
        pipeline.source("numbers", Sources.generate(Item::new).count(200)).to("items", sink);
        return pipeline;
    }
}
