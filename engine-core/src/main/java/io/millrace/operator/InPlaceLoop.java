package io.millrace.operator;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
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
