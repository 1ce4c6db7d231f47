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

    private static final int FEW_TASKS = 16;

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
        int size = batch.size();
        if (writers.length <= FEW_TASKS) {
            makeRoomForAll(size);
        } else {
            makeRoom(batch);
        }
        Arrays.fill(counts, 0);
        for (int row = 0; row < size; row++) {
            int task = taskOfGroup[KeyGroups.groupOf(batch.hash(row))];
            rowsOfTask[task][counts[task]++] = row;
        }
    }

    private void makeRoomForAll(int size) {
        if (rowsOfTask[0].length < size) {
            for (int task = 0; task < rowsOfTask.length; task++) {
                rowsOfTask[task] = new int[size];
            }
        }
    }

    /** Counts first: room for all rows, for each of many tasks, would be too much. */
    private void makeRoom(Batch<Object> batch) {
        Arrays.fill(counts, 0);
        for (int row = 0, size = batch.size(); row < size; row++) {
            counts[taskOfGroup[KeyGroups.groupOf(batch.hash(row))]]++;
        }
        for (int task = 0; task < counts.length; task++) {
            if (rowsOfTask[task].length < counts[task]) {
                rowsOfTask[task] = new int[2 * counts[task]];
            }
        }
    }
}
