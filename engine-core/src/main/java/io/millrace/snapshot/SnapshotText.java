package io.millrace.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A snapshot as a table, for people. */
final class SnapshotText {

    private static final List<String> TITLES =
            List.of("operator", "tasks", "state", "kind", "key", "value", "entries", "bytes");
    private static final int FIRST_NUMBER = 6;

    private SnapshotText() {}

    static String of(Snapshot snapshot, String title) {
        StringBuilder text = new StringBuilder(title)
                .append(" of job '")
                .append(snapshot.job())
                .append("', begun ")
                .append(snapshot.created())
                .append(snapshot.isJobComplete() ? ", the job is complete" : "");
        Map<String, String> labels = snapshot.labels();
        if (!labels.isEmpty()) {
            text.append(", labels ").append(labels);
        }
        text.append('\n');
        try {
            List<List<String>> rows = new ArrayList<>(List.of(TITLES));
            snapshot.operators().forEach(operator -> addRows(operator, rows));
            append(rows, text);
        } catch (IOException e) {
            text.append("cannot be read: ").append(e.getMessage()).append('\n');
        }
        return text.toString();
    }

    private static void addRows(OperatorInfo operator, List<List<String>> rows) {
        String name = operator.name();
        String tasks = operator.parallelism() + (operator.ended() ? " (ended)" : "");
        for (StateInfo state : operator.states()) {
            rows.add(List.of(
                    name,
                    tasks,
                    state.name(),
                    state.kind().name().toLowerCase(Locale.ROOT),
                    keys(state),
                    state.valueForm(),
                    String.format(Locale.ROOT, "%,d", state.entries()),
                    String.format(Locale.ROOT, "%,d", state.bytes())));
            name = "";
            tasks = "";
        }
        if (operator.states().isEmpty()) {
            rows.add(List.of(name, tasks, "-", "", "", "", "0", "0"));
        }
    }

    private static String keys(StateInfo state) {
        return state.elementForm().isEmpty() ? state.keyForm() : state.keyForm() + " -> " + state.elementForm();
    }

    private static void append(List<List<String>> rows, StringBuilder text) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - row.get(i).length());
                line.append(i < FIRST_NUMBER ? row.get(i) + gap : gap + row.get(i))
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
