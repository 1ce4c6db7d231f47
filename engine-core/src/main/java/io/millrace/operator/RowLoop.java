package io.millrace.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import java.util.List;

/** Applies a few steps to each row of a batch. */
interface RowLoop {

    /** How many steps a loop can have. Where they are more the compiler does not see through all of them any more. */
    int STEPS = 4;

    Monomorphic<RowLoop> LOOPS = Monomorphic.of(lookup(), InPlaceLoop.class);
    Monomorphic<RowFunction> PAIRS = Monomorphic.of(lookup(), BothSteps.class);

    /**
     * A loop that does several steps with a row before it comes to the next one, so that what is between two of them is
     * never stored, and need not even become an object.
     *
     * @param steps at most {@link #STEPS}
     */
    static RowLoop of(List<? extends RowFunction> steps) {
        return LOOPS.make(inOne(steps));
    }

    private static RowFunction inOne(List<? extends RowFunction> steps) {
        int half = steps.size() / 2;
        return half == 0
                ? steps.get(0)
                : PAIRS.make(inOne(steps.subList(0, half)), inOne(steps.subList(half, steps.size())));
    }

    /** Puts the results of rows, from one to the last, in their places, and closes the gaps of those that have none. */
    void run(Batch<Object> rows, int from);

    /** Makes a result of one row. */
    interface RowFunction {

        /**
         * Returns the result of an event, or null when it has none.
         *
         * @param rows where it stands, for errors
         * @param row its row
         */
        Object apply(Object event, Batch<?> rows, int row);
    }

    /** One function behind another. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    final class BothSteps implements RowFunction {

        private final RowFunction first;
        private final RowFunction second;

        BothSteps(RowFunction first, RowFunction second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public Object apply(Object event, Batch<?> rows, int row) {
            Object between = first.apply(event, rows, row);
            return between == null ? null : second.apply(between, rows, row);
        }
    }

    /** One function for all rows. Made by copies, see {@link io.millrace.function.Monomorphic}. */
    final class InPlaceLoop implements RowLoop {

        private final RowFunction function;

        InPlaceLoop(RowFunction function) {
            this.function = function;
        }

        @Override
        public void run(Batch<Object> rows, int from) {
            int to = from;
            for (int row = from, size = rows.size(); row < size; row++) {
                Object result = function.apply(rows.value(row), rows, row);
                if (result != null) {
                    rows.move(row, to, result);
                    to++;
                }
            }
            rows.truncate(to);
        }
    }
}
