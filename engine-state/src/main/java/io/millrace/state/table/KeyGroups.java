package io.millrace.state.table;

/**
 * The arithmetic of key groups: a key's mixed hash names its group, a task owns a contiguous range of groups.
 *
 * <p>The number of groups is a constant of the format: state can be divided among at most that many tasks.
 */
public final class KeyGroups {
    /** How many key groups there are, and so the largest parallelism of a keyed operator. */
    public static final int COUNT = 128;

    /** How many leading bits of a mixed hash name the group. */
    static final int BITS = Integer.numberOfTrailingZeros(COUNT);

    /** How far a mixed hash is shifted right to give the group. */
    static final int SHIFT = Integer.SIZE - BITS;

    private KeyGroups() {}

    /** The group, from 0 to {@link #COUNT} - 1, of a key with this mixed hash. */
    public static int groupOf(int mixedHash) {
        return mixedHash >>> SHIFT;
    }

    /** A mixed hash that {@link #groupOf} puts into this group. */
    public static int hashOf(int group) {
        return group << SHIFT;
    }

    /** The task, from 0 to {@code parallelism} - 1, that owns a group. */
    public static int taskOf(int group, int parallelism) {
        return group * parallelism / COUNT;
    }

    /**
     * The groups that a task owns. The ranges of all tasks are disjoint and cover every group.
     *
     * @throws IllegalArgumentException when the parallelism is not in 1 to {@link #COUNT}, or there is no such task
     */
    public static KeyGroupRange rangeOf(int task, int parallelism) {
        if (parallelism < 1 || parallelism > COUNT) {
            throw new IllegalArgumentException("Parallelism " + parallelism + " of a keyed operator: choose one in 1.."
                    + COUNT + ", the number of key groups");
        }
        if (task < 0 || task >= parallelism) {
            throw new IllegalArgumentException(
                    "Task " + task + " of parallelism " + parallelism + ": tasks are numbered from 0");
        }
        int first = (task * COUNT + parallelism - 1) / parallelism;
        int last = ((task + 1) * COUNT - 1) / parallelism;
        return new KeyGroupRange(first, last);
    }
}
