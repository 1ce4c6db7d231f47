package io.millrace.metrics;

import io.millrace.metrics.internal.JsonText;
import io.millrace.metrics.internal.TextTable;
import io.millrace.state.log.SafeText;
import io.millrace.state.table.Shown;
import io.millrace.state.time.Times;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator kept of a key at the moment of asking, as text: of all its states, timers and panes of windows. Of many
 * entries there are the first {@value Shown#MOST}, and of a long text the first {@value Shown#LONGEST} characters. What has expired may
 * be there still, until it is removed; when it expires stands beside it. The words may change from version to version.
 *
 * @param operator the name of the operator
 * @param key the key that was asked about
 * @param task the task that owns it
 * @param watermark the watermark of the operator; empty before the first, {@link Instant#MAX} after the last
 * @param entries what is kept, in the order of declaration; none where nothing is kept of the key
 * @param more whether there is more than that
 */
public record KeyState(
        String operator,
        Object key,
        String task,
        Optional<Instant> watermark,
        List<Shown.Entry> entries,
        boolean more) {

    /** Checks that nothing is null, and copies the list. */
    public KeyState {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(watermark, "watermark");
        entries = List.copyOf(entries);
    }

    /**
     * The same as JSON, for programs: {@code operator}, {@code key} as text, {@code task}, where it is known {@code watermark} in epoch milliseconds, but for the
     * end of time, {@code entries} of {@code state}, {@code place} and {@code value}, and {@code more}.
     *
     * @return one object in ASCII, in one line without a line break
     */
    public String json() {
        JsonText json = new JsonText()
                .add("operator", operator)
                .add("key", SafeText.of(key))
                .add("task", task);
        watermark
                .filter(seen -> !seen.equals(Instant.MAX))
                .ifPresent(seen -> json.add("watermark", Times.millis(seen)));
        return json.addAll("entries", entries.stream().map(KeyState::json).toList())
                .add("more", more)
                .toString();
    }

    private static String json(Shown.Entry entry) {
        return new JsonText()
                .add("state", entry.state())
                .add("place", entry.place())
                .add("value", entry.value())
                .toString();
    }

    /** A line for the key, and one for each entry. */
    @Override
    public String toString() {
        String subject = "State of key '" + SafeText.of(key) + "' in '" + operator + "', of task " + task;
        if (entries.isEmpty()) {
            return subject + ": nothing";
        }
        TextTable table = TextTable.withNumbers(0, 0, "state", "at", "value");
        entries.forEach(entry -> table.row(entry.state(), entry.place(), entry.value()));
        return subject + ":\n" + table.text("  ") + (more ? "  and more\n" : "");
    }
}
