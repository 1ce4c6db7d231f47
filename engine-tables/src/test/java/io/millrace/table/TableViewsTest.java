package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.view.TableView;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an application sees of tables while the job runs. */
class TableViewsTest {

    /** @param tier null when the user is gone */
    record Edit(String user, String tier, long time) {}

    private final PushSource<Edit> edits = Sources.push(100);

    private Table<String, String> tiers(Pipeline pipeline) {
        return pipeline.source("edits", edits)
                .timestamps(Timestamps.millis(Edit::time), Watermarks.ascending())
                .keyBy(Edit::user)
                .join(Tables.upserts("tiers", Edit::tier, String.class));
    }

    private static <V> Map<String, V> all(TableView<String, V> view) {
        Map<String, V> all = new HashMap<>();
        view.forEach(all::put);
        return all;
    }

    @Test
    void shouldShowATableAndWhatIsMadeOfIt() {
        Pipeline pipeline = Pipeline.create("tiers");
        tiers(pipeline)
                .view("of users")
                .groupBy(tier -> tier, String.class)
                .aggregate("per tier", Aggregates.count())
                .view("users of tiers");
        Simulation run = Simulation.of(pipeline).snapshots(Duration.ofMillis(1));
        TableView<String, String> ofUsers = run.view("of users", String.class, String.class);
        TableView<String, Long> ofTiers = run.view("users of tiers", String.class, Long.class);
        edits.emit(new Edit("ada", "gold", 1));
        edits.emit(new Edit("bob", "gold", 2));
        edits.emit(new Edit("eve", "silver", 3));
        edits.emit(new Edit("eve", "gold", 10));
        edits.emit(new Edit("bob", null, 20));
        run.settle();
        assertThat(all(ofUsers)).isEqualTo(Map.of("ada", "gold", "bob", "gold", "eve", "gold"));
        assertThat(all(ofTiers)).isEqualTo(Map.of("gold", 3L));
        run.drain();
        assertThat(all(ofUsers)).isEqualTo(Map.of("ada", "gold", "eve", "gold"));
        assertThat(all(ofTiers)).isEqualTo(Map.of("gold", 2L));
    }
}
