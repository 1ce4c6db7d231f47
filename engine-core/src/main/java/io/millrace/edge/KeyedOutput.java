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

    /** For so many tasks there is room for all rows each; for more, that would be too much. */
    private static final int FEW_TASKS = 16;

    private final RowHasher hasher;
    private final int[] taskOfGroup = new int[KeyGroups.COUNT];

    /** The rows of the batch, by their tasks. */
    private int[] rows = {};

    /** Where the rows of each task begin among these. */
    private final int[] begins;

    /** Where they end. */
    private final int[] ends;

    /** Of rows that have the hashes of their keys. */
    public KeyedOutput(List<EdgeWriter> writers) {
        this(writers, HASHED_ALREADY);
    }

    /** Of rows that the hasher is to give the hashes of their keys. */
    public KeyedOutput(List<EdgeWriter> writers, RowHasher hasher) {
        super(writers);
        this.hasher = hasher;
        begins = new int[writers.size()];
        ends = new int[writers.size()];
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            taskOfGroup[group] = KeyGroups.taskOf(group, writers.size());
        }
    }

    @Override
    public void rows(Batch<Object> batch) {
        hasher.hash(batch);
        if (writers.length == 1) {
            writers[0].addAll(batch);
            return;
        }
        sortByTask(batch);
        for (int task = 0; task < writers.length; task++) {
            if (begins[task] < ends[task]) {
                writers[task].addRows(batch, rows, begins[task], ends[task]);
            }
        }
    }

    private void sortByTask(Batch<Object> batch) {
        int size = batch.size();
        if (writers.length <= FEW_TASKS) {
            divideEvenly(size);
        } else {
            divide(batch);
        }
        for (int row = 0; row < size; row++) {
            int task = taskOfGroup[KeyGroups.groupOf(batch.hash(row))];
            rows[ends[task]++] = row;
        }
    }

    private void divideEvenly(int size) {
        makeRoom(size * writers.length);
        for (int task = 0, begin = 0; task < begins.length; task++, begin += size) {
            begins[task] = begin;
            ends[task] = begin;
        }
    }

    private void divide(Batch<Object> batch) {
        int size = batch.size();
        makeRoom(size);
        Arrays.fill(begins, 0);
        for (int row = 0; row < size; row++) {
            begins[taskOfGroup[KeyGroups.groupOf(batch.hash(row))]]++;
        }
        for (int task = 0, begin = 0; task < begins.length; task++) {
            int count = begins[task];
            begins[task] = begin;
            ends[task] = begin;
            begin += count;
        }
    }

    private void makeRoom(int size) {
        if (rows.length < size) {
            rows = new int[size];
        }
    }
}
