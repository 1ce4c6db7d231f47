package io.millrace.state.table;

import java.util.Arrays;

/**
 * How far each key group has come, as a time that only advances: what an operator has fired up to, say. A task advances
 * all its groups at once, in constant time; they may differ after a restore, when they come from several tasks. Confined
 * to the task's thread, part of snapshots.
 */
public final class GroupProgress {
    /** How far a group is that has not come anywhere. */
    public static final long NONE = Long.MIN_VALUE;

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

    /** What this is called in snapshots and errors. */
    public String name() {
        return name;
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

    /** Whether no group is ahead of the others. */
    public boolean isEven() {
        return restored == null;
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
