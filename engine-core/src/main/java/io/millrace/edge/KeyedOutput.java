package io.millrace.edge;

import io.millrace.operator.Batch;
import io.millrace.state.table.KeyGroups;
import java.util.Arrays;
import java.util.List;

/**
 * Each row to the task that owns the key group of its key. In three loops, of hashing, sorting and copying, each of
 * which is simple enough to run at full speed.
 */
public final class KeyedOutput extends RowOutput {

    private static final RowHasher HASHED_ALREADY = batch -> {};

    private static final int FEWEST_ROWS = 8;

    private final RowHasher hasher;
    private final int[] taskOfGroup = new int[KeyGroups.COUNT];
    private final int[][] rowsOfTask;
    private final int[] counts;

    /** Of rows that have the hashes of their keys. */
    public KeyedOutput(List<EdgeWriter> writers) {
        this(writers, HASHED_ALREADY);
    }

    /** Of rows that the hasher is to give the hashes of their keys. */
    public KeyedOutput(List<EdgeWriter> writers, RowHasher hasher) {
        super(writers);
        this.hasher = hasher;
        rowsOfTask = new int[writers.size()][0];
        counts = new int[writers.size()];
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            taskOfGroup[group] = KeyGroups.taskOf(group, writers.size());
        }
    }

    @Override
    public void rows(Batch<Object> batch) {
        hasher.hash(batch);
        sortByTask(batch);
        for (int task = 0; task < writers.length; task++) {
            writers[task].addRows(batch, rowsOfTask[task], counts[task]);
        }
    }

    private void sortByTask(Batch<Object> batch) {
        Arrays.fill(counts, 0);
        for (int row = 0, size = batch.size(); row < size; row++) {
            int task = taskOfGroup[KeyGroups.groupOf(batch.hash(row))];
            int[] rows = rowsOfTask[task];
            int count = counts[task]++;
            if (count == rows.length) {
                rows = moreRowsOf(task);
            }
            rows[count] = row;
        }
    }

    private int[] moreRowsOf(int task) {
        int[] rows = rowsOfTask[task];
        rowsOfTask[task] = Arrays.copyOf(rows, Math.max(FEWEST_ROWS, 2 * rows.length));
        return rowsOfTask[task];
    }
}
