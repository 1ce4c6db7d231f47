package io.millrace.state.table;

/**
 * Where the numbers of keys are that were {@linkplain Slice#locate looked up} in a table of numbers, by row: as many as the
 * table has for a key, from a place in an array on. They may be changed there until an entry comes or goes, or the epoch
 * advances. Confined to the task's thread.
 */
public final class NumberCells {
    private long[][] arrays = {};
    private int[] places = {};

    /** Room for no rows. */
    public NumberCells() {}

    /** Has room for so many rows; what was there before is forgotten if there was less. */
    public void ensureRows(int rows) {
        if (arrays.length < rows) {
            arrays = new long[rows][];
            places = new int[rows];
        }
    }

    /** The array that the numbers of a row are in. */
    public long[] array(int row) {
        return arrays[row];
    }

    /** Where in the array they begin. */
    public int place(int row) {
        return places[row];
    }

    /** Goes on to later numbers of the same key. */
    public void skip(int row, int numbers) {
        places[row] += numbers;
    }

    /** Arrays may be large, and belong to slices that are dropped. */
    public void forget(int from, int end) {
        long[][] arrays = this.arrays;
        for (int row = from; row < end; row++) {
            arrays[row] = null;
        }
    }

    void set(int row, long[] array, int place) {
        arrays[row] = array;
        places[row] = place;
    }
}
