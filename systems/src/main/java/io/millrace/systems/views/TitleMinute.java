package io.millrace.systems.views;

/**
 * The plays of a title in a minute.
 *
 * @param title which title
 * @param minute its first millisecond
 * @param plays how many
 * @param late how many of them came when the minute was over
 * @param before how many there were in the minute before
 */
record TitleMinute(String title, long minute, long plays, long late, long before) {

    /** So few plays say nothing. */
    private static final double NOISE = 20;

    /** Which row it is. */
    record Slot(String title, long minute) {}

    Slot slot() {
        return new Slot(title, minute);
    }

    /** How much more it is than in the minute before. */
    double rise() {
        return (plays + NOISE) / (before + NOISE);
    }
}
