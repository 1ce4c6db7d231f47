package io.millrace.table;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.PredicateFn;
import io.millrace.state.serde.Type;
import io.millrace.table.Versions.Version;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What is so by key, kept up to date by streams: a row at most for each key; see {@link Tables} for where tables come from.
 * Each verb makes another table of it, which changes when this one does. Immutable.
 *
 * <p>Changes go through the verbs one by one, each when it comes. What is joined with itself, by whatever ways, may show
 * for a moment what one way has brought and the other has not. When everything has come it is what a query over the rows
 * would give.
 *
 * <p>Functions given to a table are called with rows that they were called with before, to tell what has changed: they
 * have to give equal results for equal rows.
 *
 * @param <K> the keys
 * @param <V> the rows, immutable, with equals
 */
public final class Table<K, V> {

    /** Adds what makes changes to the pipeline, once: for those who read them. */
    private final Supplier<EventStream<TableChange<K, V>>> changes;

    private final String name;
    private final Type<K> keyType;
    private final Type<V> rowType;

    /** Adds what makes versions to the pipeline: for those who read them. */
    private final Supplier<EventStream<Version<K, V>>> versions;

    /** A table whose versions are its changes. */
    Table(EventStream<TableChange<K, V>> changes, String name, Type<K> keyType, Type<V> rowType) {
        this(
                () -> changes,
                name,
                keyType,
                rowType,
                () -> changes.transform(TableLogic.<TableChange<K, V>, Version<K, V>>ofChanges(
                        "table versions",
                        null,
                        () -> Versions.<K, V>ofChanges(),
                        Upserts.versionType(keyType, rowType))));
    }

    Table(
            Supplier<EventStream<TableChange<K, V>>> changes,
            String name,
            Type<K> keyType,
            Type<V> rowType,
            Supplier<EventStream<Version<K, V>>> versions) {
        this.changes = changes instanceof Once ? changes : new Once<>(changes);
        this.name = name;
        this.keyType = keyType;
        this.rowType = rowType;
        this.versions = versions instanceof Once ? versions : new Once<>(versions);
    }

    /** Gives the same each time. */
    private static final class Once<S> implements Supplier<S> {

        private final Supplier<S> maker;
        private S made;

        Once(Supplier<S> maker) {
            this.maker = maker;
        }

        @Override
        public S get() {
            if (made == null) {
                made = maker.get();
            }
            return made;
        }
    }

    /**
     * What becomes of the rows, as a stream.
     *
     * @return the changes
     */
    public TableChanges<K, V> changes() {
        return new TableChanges<>(changes.get(), this);
    }

    /**
     * Says of what type the rows are, where that is not known: behind {@link #map} and joins whose functions do not tell
     * it. Whatever keeps rows needs it.
     *
     * @param type a class that is not generic
     * @return the same table
     */
    public Table<K, V> typed(Class<V> type) {
        return typed(Type.of(type));
    }

    /**
     * Says of what generic type the rows are.
     *
     * @param type the type
     * @return the same table
     */
    public Table<K, V> typed(Type<V> type) {
        Objects.requireNonNull(type, "the type of the rows must not be null");
        return new Table<>(changes, name, keyType, type, versions);
    }

    /**
     * The rows that satisfy a condition.
     *
     * @param predicate the condition
     * @return the table of those
     */
    public Table<K, V> filter(PredicateFn<? super V> predicate) {
        Objects.requireNonNull(predicate, "the predicate of filter must not be null");
        return changed("table filter", ChangedRows.filter(predicate), rowType);
    }

    /**
     * Turns each row into another. What is the same as before has not changed.
     *
     * @param <W> the new rows
     * @param function from row to row, never to null
     * @return the table of those
     */
    public <W> Table<K, W> map(Fn<? super V, ? extends W> function) {
        Objects.requireNonNull(function, "the function of map must not be null");
        return changed("table map", ChangedRows.map(function), LambdaTypes.ofResult(function));
    }

    private <W> Table<K, W> changed(String kind, Fn<V, W> rowOrNull, Type<W> type) {
        return new Table<>(
                () -> changes.get()
                        .transform(TableLogic.<TableChange<K, V>, TableChange<K, W>>ofChanges(
                                kind, null, () -> new ChangedRows<K, V, W>(rowOrNull), changeType(keyType, type))),
                name,
                keyType,
                type,
                () -> versions.get()
                        .transform(TableLogic.<Version<K, V>, Version<K, W>>ofChanges(
                                kind,
                                null,
                                () -> Versions.<K, V, W>of(rowOrNull),
                                Upserts.versionType(keyType, type))));
    }

    /**
     * Divides the rows into groups, to be aggregated.
     *
     * @param <G> the groups, with equals and a hash that is the same in every process, as the keys of streams have it
     * @param group from row to group, never to null
     * @return the groups
     */
    public <G> GroupedTable<K, V, G> groupBy(Fn<? super V, ? extends G> group) {
        Objects.requireNonNull(group, "the function of groupBy must not be null");
        return new GroupedTable<>(this, group, LambdaTypes.ofResult(group));
    }

    /**
     * Divides the rows into groups whose type is declared.
     *
     * @param <G> the groups
     * @param group from row to group, never to null
     * @param type the type of the groups
     * @return the groups
     */
    public <G> GroupedTable<K, V, G> groupBy(Fn<? super V, ? extends G> group, Class<G> type) {
        Objects.requireNonNull(group, "the function of groupBy must not be null");
        return new GroupedTable<>(this, group, Type.of(type));
    }

    /**
     * Joins the table with another one that has the same keys.
     *
     * @param <W> the rows of the other table
     * @param other the other table, the right one
     * @return the two, of which inner, left or full is to be said
     */
    public <W> TableTable<K, V, W> join(Table<K, W> other) {
        Objects.requireNonNull(other, "the table to join must not be null");
        return new TableTable<>(this, other);
    }

    /**
     * Joins each row of the table with the row of another one that it names, as customers with the region that they are
     * in. A row that names none has no partner.
     *
     * @param <F> the keys of the other table
     * @param <W> the rows of the other table
     * @param other the other table, the right one
     * @param foreignKey from row to the key that it names, or to null where it names none
     * @return the two, of which inner or left is to be said
     */
    public <F, W> ForeignTable<K, V, F, W> join(Table<F, W> other, Fn<? super V, ? extends F> foreignKey) {
        Objects.requireNonNull(other, "the table to join must not be null");
        Objects.requireNonNull(foreignKey, "the function of the foreign key must not be null");
        return new ForeignTable<>(this, other, foreignKey);
    }

    /**
     * The table as it is when an event of a stream comes: {@code stream.keyBy(...).join(table.latest()).left(...)}. No
     * event waits. What a key has is whatever has come of the table by then, which another run may do sooner or later: for
     * results that depend on times alone there is {@link #asOfEventTime}. The table does not count for the event time of
     * the results, needs no timestamps, and may be silent.
     *
     * @param <T> the events
     * @return what the stream is to be joined with
     */
    public <T> KeyedExtension<K, T, TableJoin<K, T, V>> latest() {
        return stream -> new TableJoin<>(stream, this);
    }

    /**
     * The table as it was at the timestamp of an event of a stream: {@code
     * stream.keyBy(...).join(table.asOfEventTime(ofHours(1))).inner(...)}. What an event finds is the row of the last change
     * at or before its timestamp, a deletion being one; of several changes at one time, of the one that came last. So the
     * results depend on the times of events and changes alone, and not on what comes sooner.
     *
     * <p>For that an event waits until event time has come to it by the stream and by the table. A table that is silent
     * holds all events up until its stream is idle. What comes of the table behind event time is put in its place, holds
     * for the events that still wait and all that come, and is counted in the metric {@code late versions}; results that
     * have been told are not corrected.
     *
     * @param <T> the events
     * @param history for how long what held is remembered, behind event time, besides what holds: so late may changes come
     *     and be put in their right places. A change that is later than that, of a key of which nothing older is known, is
     *     left out: its row may have been deleted meanwhile
     * @return what the stream is to be joined with
     */
    public <T> KeyedExtension<K, T, AsOfJoin<K, T, V>> asOfEventTime(Duration history) {
        Objects.requireNonNull(history, "the history must not be null");
        if (history.isNegative()) {
            throw new IllegalArgumentException(
                    "the history of table '" + name + "' must not be negative, but is " + history);
        }
        return stream -> new AsOfJoin<>(stream, this, EventTime.millis(history));
    }

    /** The changes, as they go to the next verb. */
    EventStream<TableChange<K, V>> stream() {
        return changes.get();
    }

    /**
     * Shows the rows to the application while the job runs: see {@link io.millrace.view.TableView}, which {@link
     * io.millrace.Job#view} gives.
     *
     * @param view the name of the view, unique among the operators of the pipeline and stable across versions of the program
     * @return this table
     */
    public Table<K, V> view(String view) {
        Fn<TableChange<K, V>, V> after = TableChange::after;
        KeyedStream<K, TableChange<K, V>> keyed = byKey();
        EventStream<?> unused = rowType == null ? keyed.view(view, after) : keyed.view(view, after, rowType);
        return this;
    }

    /** The changes by the key of their rows. */
    KeyedStream<K, TableChange<K, V>> byKey() {
        Fn<TableChange<K, V>, K> key = TableChange::key;
        return changes.get().keyBy(keyType == null ? key : Fn.typed(key, keyType));
    }

    /** The versions of rows by the key of these. */
    KeyedStream<K, Version<K, V>> versionsByKey() {
        Fn<Version<K, V>, K> key = Version::key;
        return versions.get().keyBy(keyType == null ? key : Fn.typed(key, keyType));
    }

    String name() {
        return name;
    }

    Type<K> keyType() {
        return keyType;
    }

    Type<V> rowType() {
        return rowType;
    }

    /** What an operator is to keep by a type that has to be known. */
    static void requireType(Type<?> type, String operator, String what) {
        if (type == null) {
            throw new IllegalStateException("'" + operator + "' needs to know the type of " + what
                    + ": say .typed(Row.class) behind the table for its rows, and .keyBy(function, Key.class) or"
                    + " .groupBy(function, Key.class) for its keys");
        }
    }

    /** The type of changes, or null where it is not known. */
    @SuppressWarnings("unchecked") // the arguments say so
    static <K, V> Type<TableChange<K, V>> changeType(Type<K> keys, Type<V> rows) {
        return keys == null || rows == null
                ? null
                : (Type<TableChange<K, V>>) (Type<?>) Type.of(TableChange.class, keys, rows);
    }

    @Override
    public String toString() {
        return "Table '" + name + "' of " + keyType + " to " + rowType;
    }
}
