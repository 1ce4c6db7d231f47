package io.millrace.systems.surge;

/**
 * A part of the city.
 *
 * @param column from the west, from 0
 * @param row from the north, from 0
 */
record Area(int column, int row) {

    static final int COLUMNS = 12;
    static final int ROWS = 8;

    Area {
        if (column < 0 || column >= COLUMNS || row < 0 || row >= ROWS) {
            throw new IllegalArgumentException("there is no area " + column + ", " + row + ": the city has " + COLUMNS
                    + " columns and " + ROWS + " rows");
        }
    }
}
