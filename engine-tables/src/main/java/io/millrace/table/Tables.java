package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Operator;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.window.WindowResult;
import java.lang.reflect.ParameterizedType;
import java.util.Objects;

/**
 * Tables: what is so by key, kept up to date by streams. To be handed to {@link KeyedStream#join}:
 *
 * <pre>{@code
 * Table<String, Profile> profiles = changes.keyBy(Change::user)
 *         .join(Tables.upserts("profiles", Change::after, Profile.class));
 * }</pre>
 *
 * <p>A table has a row at most for each key. What comes last for a key is its row, whatever its timestamp; an event that
 * says what is so already changes nothing. Rows have to be immutable, with an equals that tells whether they say the
 * same. They are part of snapshots.
 *
 * <p>A row stays until its key is deleted. Where keys come and go without being deleted, a {@link Ttl} says how long a row
 * stays after the last event of its key; its end is a change as others are. Without one the job says when it starts that
 * nothing bounds the table.
 */
public final class Tables {

    private static final Monomorphic<Operator<?, ?>> UPSERTS = Monomorphic.of(lookup(), Upserts.class);

    private Tables() {}

    /**
     * A table of what events say of their keys.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <V> the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param rowOrNull from event to row; null deletes the row of the key
     * @param type the class of the rows, not generic
     * @return the table
     */
    public static <K, T, V> KeyedExtension<K, T, Table<K, V>> upserts(
            String name, Fn<? super T, ? extends V> rowOrNull, Class<V> type) {
        return upserts(name, rowOrNull, Type.of(type));
    }

    /**
     * A table of what events say of their keys, whose rows are of a generic type.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <V> the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param rowOrNull from event to row; null deletes the row of the key
     * @param type the type of the rows
     * @return the table
     */
    public static <K, T, V> KeyedExtension<K, T, Table<K, V>> upserts(
            String name, Fn<? super T, ? extends V> rowOrNull, Type<V> type) {
        return stream -> table(stream, name, rowOrNull, type, null);
    }

    /**
     * A table of what events say of their keys, for a while. A new version of the program may shorten or lengthen it, also for
     * rows that are there, or give one to a table that had none, whose rows then count as just used. The end of a row has a
     * timestamp not before that of the row: in event time when its time is over, by the clock right behind the watermark.
     *
     * @param <K> the keys
     * @param <T> the events
     * @param <V> the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param rowOrNull from event to row; null deletes the row of the key
     * @param type the class of the rows, not generic
     * @param ttl how long a row stays after the last event of its key. In event time that is the timestamp of the event,
     *     or the watermark where that is later; at the end of the data nothing expires any more
     * @return the table
     * @throws IllegalArgumentException when reading is to refresh rows: nobody knows who reads a table
     */
    public static <K, T, V> KeyedExtension<K, T, Table<K, V>> upserts(
            String name, Fn<? super T, ? extends V> rowOrNull, Type<V> type, Ttl ttl) {
        Objects.requireNonNull(ttl, "the ttl must not be null; leave it out where rows stay until they are deleted");
        if (ttl.isRefreshedOnRead()) {
            throw new IllegalArgumentException("the ttl of table '" + name + "' is " + ttl
                    + ": a table does not know who reads it; leave refreshedOnRead() out");
        }
        return stream -> table(stream, name, rowOrNull, type, ttl);
    }

    /**
     * A table of the latest event of each key, by the order in which they come. Nothing is deleted.
     *
     * @param <K> the keys
     * @param <T> the events, which are the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param type the class of the events, not generic
     * @return the table
     */
    public static <K, T> KeyedExtension<K, T, Table<K, T>> latest(String name, Class<T> type) {
        return upserts(name, event -> event, Type.of(type));
    }

    /**
     * A table of the latest event of each key, by the order in which they come, for a while.
     *
     * @param <K> the keys
     * @param <T> the events, which are the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param type the class of the events, not generic
     * @param ttl how long a row stays after the last event of its key
     * @return the table
     * @throws IllegalArgumentException when reading is to refresh rows: nobody knows who reads a table
     */
    public static <K, T> KeyedExtension<K, T, Table<K, T>> latest(String name, Class<T> type, Ttl ttl) {
        return upserts(name, event -> event, Type.of(type), ttl);
    }

    /**
     * A table of the results of windows, by key and window: a result that is told again, updated, takes the place of the
     * one before. For the latest window of each key alone there is {@code
     * results.keyBy(WindowResult::key).join(Tables.upserts(name, WindowResult::value, type))}.
     *
     * @param <K> the keys of the windows
     * @param <R> the values of their results, which are the rows
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param results the results of windows, whole ones: not those of {@code discarding()} windows
     * @param type the class of the values, not generic
     * @param ttl how long the row of a window stays after its last result: windows come without end
     * @return the table
     * @throws IllegalArgumentException when reading is to refresh rows: nobody knows who reads a table
     */
    public static <K, R> Table<WindowKey<K>, R> ofWindows(
            String name, EventStream<WindowResult<K, R>> results, Class<R> type, Ttl ttl) {
        Fn<WindowResult<K, R>, WindowKey<K>> key =
                result -> new WindowKey<>(result.key(), result.start(), result.end());
        Type<K> keys = keyOf(results.keyBy(key).eventType());
        return results.keyBy(keys == null ? key : Fn.typed(key, windowKeys(keys)))
                .join(upserts(name, result -> result.value(), Type.of(type), ttl));
    }

    @SuppressWarnings("unchecked") // the argument says so
    private static <K> Type<WindowKey<K>> windowKeys(Type<K> keys) {
        return (Type<WindowKey<K>>) (Type<?>) Type.of(WindowKey.class, keys);
    }

    /** The type of the keys of windows, where it is known and a class. */
    @SuppressWarnings("unchecked") // the first argument of results is their key
    private static <K, R> Type<K> keyOf(Type<WindowResult<K, R>> results) {
        return results != null
                        && results.javaType() instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] instanceof Class<?> keys
                ? Type.of((Class<K>) keys)
                : null;
    }

    private static <K, T, V> Table<K, V> table(
            KeyedStream<K, T> stream, String name, Fn<? super T, ? extends V> row, Type<V> type, Ttl ttl) {
        Objects.requireNonNull(row, () -> "the function of table '" + name + "' must not be null");
        Objects.requireNonNull(type, () -> "the type of the rows of table '" + name + "' must not be null");
        Fn<? super T, ? extends K> key = stream.key().function();
        TableLogic<T, TableChange<K, V>> logic = TableLogic.<T, TableChange<K, V>>ofChanges(
                        "table",
                        name,
                        () -> UPSERTS.make(key, row, type, ttl),
                        Table.changeType(stream.key().type(), type))
                .named()
                .detail("rows", type);
        EventStream<TableChange<K, V>> changes = stream.transform(bounded(logic, ttl));
        Type<K> keys = stream.key().type();
        return new Table<>(() -> changes, name, keys, type, () -> changes.sideOutput(Upserts.versions(keys, type)));
    }

    private static <I, O> TableLogic<I, O> bounded(TableLogic<I, O> logic, Ttl ttl) {
        if (ttl == null) {
            return logic.warning(
                    "nothing bounds its rows, each of which stays until its key is deleted; where keys do not"
                            + " end, give it a Ttl, as in Tables.latest(\"name\", Row.class, Ttl.eventTime(Duration.ofDays(1)))");
        }
        TableLogic<I, O> told = logic.detail("ttl", ttl);
        return ttl.domain() == Ttl.Domain.EVENT_TIME ? told.onEventTime() : told;
    }
}
