package io.millrace.state.table;

/**
 * Two {@link TimedRows} of one key, such as what has come by either side of a join: a value of a {@link StateTable}, so
 * that both are found by one look. Confined to the task's thread.
 *
 * @param <A> the values of the left rows
 * @param <B> the values of the right rows
 */
public final class TimedSides<A, B> {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private final Slice<?, ?> slice;
    private final Object owner;
    private TimedRows<A> left;
    private TimedRows<B> right;

    private TimedSides(Slice<?, ?> slice, Object owner) {
        this.slice = slice;
        this.owner = owner;
    }

    static <A, B> TimedSides<A, B> in(Slice<?, ?> slice, Object owner) {
        return new TimedSides<>(slice, owner);
    }

    /** What tables of them have to know. */
    static <A, B> Collected<TimedSides<A, B>> collected() {
        return new Collected<>() {
            @Override
            SnapshotWalk walk(TimedSides<A, B> sides) {
                return sides.new Walk();
            }

            @Override
            boolean discardOlder(TimedSides<A, B> sides) {
                boolean leftGone = sides.left == null || sides.left.discardOlder();
                boolean rightGone = sides.right == null || sides.right.discardOlder();
                return leftGone && rightGone;
            }
        };
    }

    /** The left rows; never null. */
    public TimedRows<A> left() {
        if (left == null) {
            left = TimedRows.in(slice, owner, LEFT);
        }
        return left;
    }

    /** The right rows; never null. */
    public TimedRows<B> right() {
        if (right == null) {
            right = TimedRows.in(slice, owner, RIGHT);
        }
        return right;
    }

    /** Whether there is a left row. */
    public boolean hasLeft() {
        return left != null && !left.isEmpty();
    }

    /** Whether there is a right row. */
    public boolean hasRight() {
        return right != null && !right.isEmpty();
    }

    /** The time of the last left row, or {@link Long#MIN_VALUE} when there is none. */
    public long lastLeftTime() {
        return hasLeft() ? left.lastTime() : Long.MIN_VALUE;
    }

    /** The time of the last right row, or {@link Long#MIN_VALUE} when there is none. */
    public long lastRightTime() {
        return hasRight() ? right.lastTime() : Long.MIN_VALUE;
    }

    /** Whether there is no row at all: then the key should be removed from its slice. */
    public boolean isEmpty() {
        return !hasLeft() && !hasRight();
    }

    TimedRows<?> side(int side) {
        return side == LEFT ? left() : right();
    }

    private final class Walk implements SnapshotWalk {
        private SnapshotWalk walk = left == null ? null : left.walk();
        private boolean atRight;

        @Override
        public boolean next() {
            if (walk != null && walk.next()) {
                return true;
            }
            if (!atRight) {
                atRight = true;
                walk = right == null ? null : right.walk();
                return walk != null && walk.next();
            }
            return false;
        }
    }
}
