package io.millrace.source;

/**
 * How far reading is behind what there is to be read.
 *
 * @param records how many records are there that have not been read; negative where that is not known
 * @param millis for how long the next of them has been there, or will have been by the clock of whoever wrote it, milliseconds; 0
 *     where there is none, negative where that is not known
 */
public record Lag(long records, long millis) {

    /** Nothing is known. */
    public static final Lag UNKNOWN = new Lag(-1, -1);

    /**
     * Where only the number is known.
     *
     * @param records how many there are
     * @return that lag
     */
    public static Lag records(long records) {
        return new Lag(records, -1);
    }

    /**
     * Where only the time is known.
     *
     * @param millis for how long the next record has been there
     * @return that lag
     */
    public static Lag millis(long millis) {
        return new Lag(-1, millis);
    }
}
