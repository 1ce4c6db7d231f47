package io.millrace.systems.views;

import io.millrace.table.TableChange;
import java.util.List;

/**
 * What the page shows of a minute.
 *
 * @param minute its first millisecond
 * @param of all titles together
 */
record Minute(long minute, Charts of) {

    /**
     * All titles of a minute.
     *
     * @param plays of all titles
     * @param late how many of them came when the minute was over
     * @param top the titles with the most plays, the first first
     * @param rising those whose plays have risen most
     */
    record Charts(long plays, long late, List<TitleMinute> top, List<TitleMinute> rising) {}

    /** Whether plays have come. A minute has fewer only when its titles are forgotten, of which nobody is told. */
    static boolean hasMore(TableChange<Long, Charts> change) {
        Charts after = change.after();
        return after != null
                && (change.before() == null || after.plays() >= change.before().plays());
    }

    static Minute of(TableChange<Long, Charts> change) {
        return new Minute(change.key(), change.after());
    }
}
