package io.millrace.table;

import io.millrace.EventStream;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.Objects;

/**
 * The changes of a table, one for each time that the row of a key becomes another. Those of a key are in the order in which
 * they happened: the row before of each is the row after of the one before. Each has the timestamp of the event that it is
 * from; of several events, of the latest.
 *
 * <p>They are updates of each other: a window behind them that would count a row anew with each of its changes is refused,
 * unless it says {@code updatesAreMeant()}.
 *
 * @param <K> the keys
 * @param <V> the rows
 */
public final class TableChanges<K, V> extends EventStream<TableChange<K, V>> {

    private final Table<K, V> table;

    TableChanges(EventStream<TableChange<K, V>> changes, Table<K, V> table) {
        super(changes);
        this.table = table;
    }

    /**
     * One change at most for each key and interval of event time: from what the row was before its first change in it to
     * what it is after the last; none where that is the same. It is told when the watermark reaches the end of the
     * interval, with the timestamp of its last millisecond, as the results of windows are. What comes late goes into the
     * interval that is open by then, so that nothing is lost, and the changes of a key go on from each other. At the end of
     * the data all is told.
     *
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param interval the length of the intervals, which are aligned to the epoch; at least a millisecond
     * @return the changes
     */
    public TableChanges<K, V> every(String name, Duration interval) {
        Objects.requireNonNull(interval, "the interval must not be null");
        long millis = checkInterval(name, interval);
        var rows = table.rowType();
        EventStream<TableChange<K, V>> changes = table.byKey()
                .transform(TableLogic.<TableChange<K, V>, TableChange<K, V>>ofChanges(
                                "table changes",
                                name,
                                () -> new ChangesEvery<K, V>(millis, rows),
                                Table.changeType(table.keyType(), rows))
                        .named()
                        .onEventTime()
                        .detail("every", interval));
        return new TableChanges<>(changes, new Table<>(changes, name, table.keyType(), rows));
    }

    /**
     * The same, with a name that is made of that of the table and the interval: for the first of its kind.
     *
     * @param interval the length of the intervals, which are aligned to the epoch; at least a millisecond
     * @return the changes
     */
    public TableChanges<K, V> every(Duration interval) {
        Objects.requireNonNull(interval, "the interval must not be null");
        return every(table.name() + " every " + interval, interval);
    }

    /** The milliseconds of an interval, of which there must be some. */
    static long checkInterval(String name, Duration interval) {
        long millis = Times.millis(interval);
        if (millis < 1) {
            throw new IllegalArgumentException(
                    "the interval of '" + name + "' must be a millisecond or more, but is " + interval);
        }
        return millis;
    }

    /** The table whose changes they are. */
    Table<K, V> table() {
        return table;
    }
}
