package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.survival.SurvivalRun.Outcome;
import io.millrace.table.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What has to be so in the end of a random job, beside what its sinks have to be given. */
final class Checks {

    private final List<String> never = new ArrayList<>();
    private final Map<String, Supplier<Map<Integer, Event>>> tables = new TreeMap<>();
    private final Map<String, Supplier<Map<Integer, Event>>> views = new TreeMap<>();
    private final Map<String, Expiring> expiring = new TreeMap<>();
    private long latest = Long.MIN_VALUE;

    /** The sink is given nothing. */
    void never(String sink) {
        never.add(sink);
    }

    /** The sink is given the changes of a table with these rows. */
    void table(String sink, Supplier<Map<Integer, Event>> rows) {
        tables.put(sink, rows);
    }

    /** The view shows these rows. */
    void view(String view, Supplier<Map<Integer, Event>> rows) {
        views.put(view, rows);
    }

    /** The sink is told what becomes of a table whose rows end. */
    void expiring(String sink, Expiring table) {
        expiring.put(sink, table);
    }

    /** What event time does not go beyond before the end of the data. */
    void reaches(long time) {
        latest = Math.max(latest, time);
    }

    void check(Outcome outcome, Object run) {
        for (String sink : never) {
            assertThat(outcome.output().apply(sink)).as("%s in %s", sink, run).isEmpty();
        }
        tables.forEach((sink, rows) -> {
            List<TableChange<?, ?>> told = changes(outcome.output().apply(sink));
            assertThat(rows(told, run)).as("table of %s in %s", sink, run).isEqualTo(rows.get());
            if (!outcome.isHosted()) {
                checkOrder(told, run);
            }
        });
        if (!outcome.isHosted()) {
            checkExpiring(outcome, run);
        }
        views.forEach((view, rows) -> {
            Map<Integer, Event> shown = outcome.views().apply(view);
            if (shown != null) {
                assertThat(shown).as("view %s in %s", view, run).isEqualTo(rows.get());
            }
        });
    }

    private void checkExpiring(Outcome outcome, Object run) {
        expiring.forEach((sink, table) -> {
            int ended = table.check(outcome.output().apply(sink), latest, sink + " in " + run);
            outcome.world().mishaps().tally().hit(table.byClock() ? "EXPIRED_BY_CLOCK" : "EXPIRED", ended);
        });
    }

    /** What is not taken back by other changes, whatever their order. */
    static Map<Integer, Event> rows(List<TableChange<?, ?>> changes, Object run) {
        Map<Integer, Map<Event, Integer>> counts = new HashMap<>();
        for (TableChange<?, ?> change : changes) {
            Map<Event, Integer> ofKey = counts.computeIfAbsent((Integer) change.key(), key -> new HashMap<>());
            ofKey.merge((Event) change.after(), 1, Integer::sum);
            ofKey.merge((Event) change.before(), -1, Integer::sum);
        }
        Map<Integer, Event> rows = new HashMap<>();
        counts.forEach((key, ofKey) -> ofKey.forEach((row, count) -> {
            if (row == null) {
                return;
            }
            assertThat(count).as("%s of %s in %s", row, key, run).isBetween(0, 1);
            if (count == 1) {
                assertThat(rows.put(key, row))
                        .as("a second row of %s in %s", key, run)
                        .isNull();
            }
        }));
        return rows;
    }

    private static List<TableChange<?, ?>> changes(List<Object> told) {
        List<TableChange<?, ?>> changes = new ArrayList<>();
        told.forEach(each -> changes.add((TableChange<?, ?>) each));
        return changes;
    }

    /** Each change goes on from the one before. */
    private static void checkOrder(List<TableChange<?, ?>> told, Object run) {
        Map<Object, Object> rows = new HashMap<>();
        for (TableChange<?, ?> change : told) {
            Object before = rows.put(change.key(), change.after());
            assertThat(change.before()).as("before, of %s in %s", change, run).isEqualTo(before);
            assertThat(Objects.equals(change.after(), before))
                    .as("%s in %s", change, run)
                    .isFalse();
        }
    }
}
