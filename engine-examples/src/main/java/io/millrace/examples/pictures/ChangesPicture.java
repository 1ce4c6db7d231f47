package io.millrace.examples.pictures;

import io.millrace.Pipeline;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table, another one that is made of it, and the changes of both at each edit. */
final class ChangesPicture {

    private static final int COLUMN = 118;
    private static final int LEFT = 132;
    private static final int LINE = 26;
    private static final List<Edit> EDITS = List.of(
            new Edit("ada", new Profile("free")),
            new Edit("bob", new Profile("free")),
            new Edit("ada", new Profile("pro")),
            new Edit("bob", new Profile("free")),
            new Edit("bob", null),
            new Edit("cid", new Profile("pro")));

    private final PushSource<Edit> source = Sources.push(EDITS.size());
    private final Svg svg = new Svg(860, 360, "profiles, and profiles.groupBy(Profile::tier).aggregate(count())");
    private final Map<Object, Object> profiles = new TreeMap<>();
    private final Map<Object, Object> tiers = new TreeMap<>();

    private ChangesPicture() {}

    /** The profile is null where the user has gone. */
    private record Edit(String user, Profile after) {}

    private record Profile(String tier) {
        @Override
        public String toString() {
            return tier;
        }
    }

    static String draw() {
        ChangesPicture picture = new ChangesPicture();
        picture.words();
        picture.run();
        return picture.svg.toString();
    }

    private void words() {
        svg.text(20, 74, Anchor.START, Svg.QUIET, "edits");
        svg.text(20, 124, Anchor.START, Svg.INK, "profiles");
        svg.text(20, 204, Anchor.START, Svg.ON_TIME, "its changes()");
        svg.text(20, 248, Anchor.START, Svg.INK, "users by tier");
        svg.text(20, 308, Anchor.START, Svg.ON_TIME, "its changes()");
    }

    private void run() {
        Pipeline pipeline = Pipeline.create("picture");
        Table<String, Profile> table = pipeline.source("edits", source)
                .keyBy(Edit::user)
                .join(Tables.upserts("profiles", Edit::after, Profile.class));
        table.changes().to("changes", Sinks.discard());
        table.groupBy(Profile::tier)
                .aggregate("users by tier", Aggregates.count())
                .changes()
                .to("tiers", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).parallelism(2);
        for (int column = 0; column < EDITS.size(); column++) {
            int changes = run.output("changes").size();
            int moved = run.output("tiers").size();
            source.tryEmit(EDITS.get(column));
            run.settle();
            edit(EDITS.get(column), column);
            apply(run.output("changes"), changes, profiles, column, 204);
            apply(run.output("tiers"), moved, tiers, column, 308);
            rows(profiles, column, 124);
            rows(tiers, column, 248);
        }
        run.drain();
    }

    private void edit(Edit edit, int column) {
        double x = LEFT + column * COLUMN;
        svg.segment(x - 10, 52, x - 10, 344, Svg.GRID);
        svg.dot(x, 70, Svg.EVENT);
        svg.text(
                x + 10,
                74,
                Anchor.START,
                Svg.EVENT,
                edit.user() + (edit.after() == null ? " goes" : " " + edit.after()));
    }

    private void apply(List<Object> changes, int from, Map<Object, Object> rows, int column, int y) {
        double x = LEFT + column * COLUMN;
        if (from == changes.size()) {
            svg.text(x, y, Anchor.START, Svg.QUIET, "none");
        }
        for (int i = from; i < changes.size(); i++) {
            TableChange<?, ?> change = (TableChange<?, ?>) changes.get(i);
            if (change.after() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.after());
            }
            svg.text(x, y + (i - from) * LINE, Anchor.START, Svg.ON_TIME, words(change));
        }
    }

    private static String words(TableChange<?, ?> change) {
        return change.key() + " " + orNone(change.before()) + " → " + orNone(change.after());
    }

    private static String orNone(Object row) {
        return row == null ? "–" : row.toString();
    }

    private void rows(Map<Object, Object> rows, int column, int y) {
        int line = 0;
        for (Map.Entry<Object, Object> row : rows.entrySet()) {
            String words = row.getKey() + " " + row.getValue();
            svg.box(LEFT + column * COLUMN, y - 17 + line * LINE, COLUMN - 28, 22, Svg.EVENT, words);
            line++;
        }
    }
}
