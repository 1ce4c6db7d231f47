package io.millrace.state.table;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordKind;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.store.StateHeader;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far each key group has come, as a time that only advances: what an operator has fired up to, say. A task advances
 * all its groups at once, in constant time; they may differ after a restore, when they come from several tasks.
 * Confined to the task's thread, part of snapshots.
 */
public final class GroupProgress {
    /** How far a group is that has not come anywhere. */
    public static final long NONE = Long.MIN_VALUE;

    /** How times are written. */
    static final Serde<Long> TIMES = Serdes.of(Type.of(Long.class));

    private final String name;
    private final KeyGroupRange groups;

    /** What all groups have reached at least. */
    private long common = NONE;

    /** What single groups had reached when they were restored; null when none is ahead of the others. */
    private long[] restored;

    private long ahead = NONE;

    /**
     * Groups that have not come anywhere.
     *
     * @param name what this is called in snapshots and errors
     * @param groups the key groups that the task owns
     */
    public GroupProgress(String name, KeyGroupRange groups) {
        this.name = name;
        this.groups = groups;
    }

    /** Takes all groups to a time, except those that are beyond it. */
    public void advance(long time) {
        if (time <= common) {
            return;
        }
        common = time;
        if (ahead <= common) {
            restored = null;
        }
    }

    /** Takes one group to a time, when it is restored. */
    public void restore(int group, long time) {
        if (!groups.contains(group)) {
            throw new IllegalArgumentException(
                    "Progress '" + name + "': key group " + group + " is not among those of this task, " + groups);
        }
        if (restored == null) {
            restored = new long[groups.size()];
            Arrays.fill(restored, NONE);
        }
        restored[group - groups.first()] = time;
        ahead = Math.max(ahead, time);
        if (isRestoredEvenly()) {
            advance(time);
        }
    }

    /** What every group has reached. */
    public long common() {
        return common;
    }

    /** What a group has reached, at least {@link #common}. */
    public long of(int group) {
        return restored == null ? common : Math.max(common, restored[group - groups.first()]);
    }

    /** What the group that is ahead of all others has reached. */
    public long highest() {
        return Math.max(common, ahead);
    }

    /** Whether no group is ahead of the others. */
    public boolean isEven() {
        return restored == null;
    }

    /** Writes how far the groups have come: a record for as many groups in a row as have come equally far. */
    void write(RecordFiles files, StateHeader header) {
        int number = -1;
        for (int first = groups.first(), last; first <= groups.last(); first = last + 1) {
            last = files.areDivided() ? first : lastAsFarAs(first);
            if (of(first) != NONE) {
                RecordWriter out = files.of(files.areDivided() ? first : 0);
                number = number < 0 || files.areDivided() ? out.declare(header) : number;
                out.begin(RecordKind.PUT, number, 0);
                out.field(first, last);
                out.field(TIMES, of(first));
                out.end();
            }
        }
    }

    private int lastAsFarAs(int first) {
        if (isEven()) {
            return groups.last();
        }
        int last = first;
        while (last < groups.last() && of(last + 1) == of(first)) {
            last++;
        }
        return last;
    }

    /** Takes in what a snapshot says of the groups that are here. */
    void apply(RecordReader record) throws IOException {
        if (record.kind() != RecordKind.PUT) {
            throw record.damaged("a record " + record.kind() + " is about the progress '" + name + "'");
        }
        int first = Math.max(groups.first(), record.firstGroup());
        int last = Math.min(groups.last(), record.lastGroup());
        long time = record.value(TIMES);
        for (int group = first; group <= last; group++) {
            restore(group, time);
        }
    }

    private boolean isRestoredEvenly() {
        for (long time : restored) {
            if (time != ahead) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "Progress '" + name + "' of key groups " + groups + ": " + common + (isEven() ? "" : " up to " + ahead);
    }
}
