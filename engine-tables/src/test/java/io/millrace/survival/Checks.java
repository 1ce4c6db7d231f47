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

    void check(Outcome outcome, Object run) {
        for (String sink : never) {
            assertThat(outcome.output().apply(sink)).as("%s in %s", sink, run).isEmpty();
        }
        tables.forEach((sink, rows) -> {
            List<Object> told = outcome.output().apply(sink);
            assertThat(rows(told, run)).as("table of %s in %s", sink, run).isEqualTo(rows.get());
            if (!outcome.isHosted()) {
                checkOrder(told, run);
            }
        });
        views.forEach((view, rows) -> {
            Map<Integer, Event> shown = outcome.views().apply(view);
            if (shown != null) {
                assertThat(shown).as("view %s in %s", view, run).isEqualTo(rows.get());
            }
        });
    }

    /** What is not taken back by other changes, whatever their order. */
    private static Map<Integer, Event> rows(List<Object> told, Object run) {
        Map<Integer, Map<Event, Integer>> counts = new HashMap<>();
        for (Object each : told) {
            TableChange<?, ?> change = (TableChange<?, ?>) each;
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

    /** Each change goes on from the one before. */
    private static void checkOrder(List<Object> told, Object run) {
        Map<Object, Object> rows = new HashMap<>();
        for (Object each : told) {
            TableChange<?, ?> change = (TableChange<?, ?>) each;
            Object before = rows.put(change.key(), change.after());
            assertThat(change.before()).as("before, of %s in %s", change, run).isEqualTo(before);
            assertThat(Objects.equals(change.after(), before))
                    .as("%s in %s", change, run)
                    .isFalse();
        }
    }
}
