package io.millrace.systems.views;

/**
 * What is known of the minutes of a title, from the first to the last in which it was played.
 *
 * @param first the first one, in minutes since the epoch
 * @param plays how many of each
 * @param onTime how many of them were there when it ended
 */
@SuppressWarnings("ArrayRecordComponent") // a row a minute would be an object each; nobody compares them
record Minutes(long first, long[] plays, long[] onTime) {

    static final long MINUTE = ViewsPipeline.MINUTE.toMillis();

    private static final int MOST = (int) ViewsPipeline.KEPT.dividedBy(ViewsPipeline.MINUTE);

    /** None but one, which has no plays yet. */
    static Minutes from(long minute) {
        return new Minutes(minute, new long[1], new long[1]);
    }

    /** The same, with what is known of a minute now; those that are too long before the last one are forgotten. */
    Minutes with(long minute, long count, boolean isLate) {
        long last = Math.max(minute, first + plays.length - 1);
        long from = Math.max(Math.min(minute, first), last - MOST + 1);
        int length = (int) (last - from) + 1;
        Minutes minutes = new Minutes(from, new long[length], new long[length]);
        for (int i = 0; i < length; i++) {
            minutes.plays[i] = plays(from + i);
            minutes.onTime[i] = onTime(from + i);
        }
        int at = (int) (minute - from);
        minutes.plays[at] = count;
        minutes.onTime[at] = isLate ? minutes.onTime[at] : count;
        return minutes;
    }

    long plays(long minute) {
        return has(minute) ? plays[(int) (minute - first)] : 0;
    }

    private long onTime(long minute) {
        return has(minute) ? onTime[(int) (minute - first)] : 0;
    }

    private boolean has(long minute) {
        return minute >= first && minute < first + plays.length;
    }

    /** A minute of the title, set against the one before. */
    TitleMinute of(String title, long minute) {
        long count = plays(minute);
        return new TitleMinute(title, minute * MINUTE, count, count - onTime(minute), plays(minute - 1));
    }
}
