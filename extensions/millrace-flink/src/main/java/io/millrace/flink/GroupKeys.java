package io.millrace.flink;

import io.millrace.state.table.KeyGroups;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * A key of Flink's for each key group of ours, so that Flink, which hashes it in its own way, puts a row into the group that the hash of its own key
 * says: the state of that group is where its rows go.
 */
final class GroupKeys implements KeySelector<Row, Integer> {

    private static final long serialVersionUID = 1;

    private static final Integer[] OF_GROUPS = ofGroups();

    private static Integer[] ofGroups() {
        Integer[] keys = new Integer[KeyGroups.COUNT];
        int missing = KeyGroups.COUNT;
        for (Integer key = 0; missing > 0; key++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, KeyGroups.COUNT);
            if (keys[group] == null) {
                keys[group] = key;
                missing--;
            }
        }
        return keys;
    }

    /** The key that stands for a group. */
    static Integer of(int group) {
        return OF_GROUPS[group];
    }

    @Override
    public Integer getKey(Row row) {
        return of(KeyGroups.groupOf(row.hash()));
    }
}
