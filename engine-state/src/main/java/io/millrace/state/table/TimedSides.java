package io.millrace.state.table;

import java.util.List;
import java.util.stream.IntStream;

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
    private final Usual usual;
    private TimedRows<A> left;
    private TimedRows<B> right;

    private TimedSides(Slice<?, ?> slice, Object owner, Usual usual) {
        this.slice = slice;
        this.owner = owner;
        this.usual = usual;
    }

    static <A, B> TimedSides<A, B> in(Slice<?, ?> slice, Object owner, Usual usual) {
        return new TimedSides<>(slice, owner, usual);
    }

    /**
     * How many rows of a side a key usually has in a namespace: there is room for so many at once, so that most rows need not
     * move. It is the median of a few keys, which a key with very many does not change.
     */
    static final class Usual {
        private int left = 1;
        private int right = 1;

        private <A, B> void learn(List<TimedSides<A, B>> some) {
            left = median(some.stream().mapToInt(sides -> sides.left == null ? 0 : sides.left.size()));
            right = median(some.stream().mapToInt(sides -> sides.right == null ? 0 : sides.right.size()));
        }

        private static int median(IntStream counts) {
            int[] sorted = counts.sorted().toArray();
            int median = sorted.length == 0 ? 1 : sorted[sorted.length / 2];
            return Math.min(RowChunk.MOST, Math.max(1, median));
        }
    }

    /** What tables of them have to know. */
    static <A, B> Collected<TimedSides<A, B>> collected(Usual usual) {
        return new Collected<>() {
            @Override
            void learn(List<TimedSides<A, B>> some) {
                usual.learn(some);
            }

            @Override
            SnapshotWalk walk(TimedSides<A, B> sides) {
                return sides.new Walk();
            }

            @Override
            void show(TimedSides<A, B> sides, Shown out) {
                if (sides.left != null) {
                    ShownRows.show("left ", sides.left, out);
                }
                if (sides.right != null) {
                    ShownRows.show("right ", sides.right, out);
                }
            }

            @Override
            boolean discardOlder(TimedSides<A, B> sides) {
                boolean leftGone = sides.left == null || sides.left.discardOlder();
                boolean rightGone = sides.right == null || sides.right.discardOlder();
                return leftGone && rightGone;
            }
        };
    }

    /** The key whose rows they are. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a key of the table
    public <K> K key() {
        return (K) owner;
    }

    /** The left rows; never null. */
    public TimedRows<A> left() {
        if (left == null) {
            left = new TimedRows<>(slice, owner, LEFT, usual.left);
        }
        return left;
    }

    /** The right rows; never null. */
    public TimedRows<B> right() {
        if (right == null) {
            right = new TimedRows<>(slice, owner, RIGHT, usual.right);
        }
        return right;
    }

    TimedRows<A> leftOrNull() {
        return left;
    }

    TimedRows<B> rightOrNull() {
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
