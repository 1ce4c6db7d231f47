package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import org.junit.jupiter.api.Test;

/** Rows that are made where others stood. */
class RowInPlaceTest {

    private final Batch<TableChange<String, String>> batch = new Batch<>(8);

    private static OperatorHarness<TableChange<String, String>, TableChange<String, Integer>> lengths()
            throws Exception {
        return OperatorHarness.of(new ChangedRows<String, String, Integer>(row -> {
                    if (row.isEmpty()) {
                        throw new IllegalArgumentException("empty");
                    }
                    return row.length() > 3 ? null : row.length();
                }))
                .open();
    }

    private void change(String key, String before, String after) {
        batch.add(new TableChange<>(key, before, after), batch.size());
    }

    private static Emitted<TableChange<String, Integer>> made(
            String key, Integer before, Integer after, long timestamp) {
        return new Emitted<>(new TableChange<>(key, before, after), timestamp);
    }

    @Test
    void rowsThatAreLeftCloseUpWithTheirTimestamps() throws Exception {
        change("same", "ab", "cd");
        change("new", null, "a");
        change("none", null, "longer");
        change("gone", "abc", null);
        assertThat(lengths().batch(0, batch).output())
                .containsExactly(made("new", null, 1, 1), made("gone", 3, null, 3));
    }

    @Test
    void theRowThatFailsIsToldBehindOthersThatHaveMoved() throws Exception {
        change("same", "ab", "cd");
        change("new", null, "a");
        change("bad", null, "");
        change("next", null, "b");
        var harness = lengths();
        assertThatThrownBy(() -> harness.batch(0, batch)).hasMessageContainingAll("TableChange[key=bad", "key bad");
    }
}
