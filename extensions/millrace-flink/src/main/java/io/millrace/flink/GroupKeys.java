package io.millrace.flink;

import io.millrace.state.table.KeyGroups;
import java.util.BitSet;
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

    /** A hash that each key group has. */
    static int[] hashes() {
        int[] hashes = new int[KeyGroups.COUNT];
        BitSet found = new BitSet();
        for (int hash = 0; found.cardinality() < hashes.length; hash++) {
            int group = KeyGroups.groupOf(hash);
            found.set(group);
            hashes[group] = hash;
        }
        return hashes;
    }

    @Override
    public Integer getKey(Row row) {
        return OF_GROUPS[KeyGroups.groupOf(row.hash())];
    }
}
