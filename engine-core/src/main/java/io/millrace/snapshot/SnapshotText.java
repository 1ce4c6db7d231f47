package io.millrace.snapshot;

import io.millrace.metrics.internal.TextTable;
import io.millrace.snapshot.OperatorInfo.StateInfo;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A snapshot as a table, for people. */
final class SnapshotText {

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
            TextTable table = TextTable.withNumbers(
                    6, 8, "operator", "tasks", "state", "kind", "key", "value", "entries", "bytes");
            snapshot.operators().forEach(operator -> addRows(operator, table));
            text.append(table.text(""));
        } catch (IOException e) {
            text.append("cannot be read: ").append(e.getMessage()).append('\n');
        }
        return text.toString();
    }

    private static void addRows(OperatorInfo operator, TextTable table) {
        String name = operator.name();
        String tasks = operator.parallelism() + (operator.ended() ? " (ended)" : "");
        for (StateInfo state : operator.states()) {
            table.row(
                    name,
                    tasks,
                    state.name(),
                    state.kind().name().toLowerCase(Locale.ROOT),
                    keys(state),
                    state.valueForm(),
                    String.format(Locale.ROOT, "%,d", state.entries()),
                    String.format(Locale.ROOT, "%,d", state.bytes()));
            name = "";
            tasks = "";
        }
        if (operator.states().isEmpty()) {
            table.row(name, tasks, "-", "", "", "", "0", "0");
        }
    }

    private static String keys(StateInfo state) {
        return state.elementForm().isEmpty() ? state.keyForm() : state.keyForm() + " -> " + state.elementForm();
    }
}
