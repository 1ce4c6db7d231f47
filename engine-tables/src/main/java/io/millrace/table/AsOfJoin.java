package io.millrace.table;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Operator;
import java.time.Duration;
import java.util.Objects;

/**
 * A stream that meets a table as it was at the timestamps of events; see {@link Table#asOfEventTime}.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <V> the rows
 */
public final class AsOfJoin<K, T, V> {

    private static final Monomorphic<Operator<?, ?>> ROWS = Monomorphic.of(lookup(), AsOfRows.class);

    private final KeyedStream<K, T> stream;
    private final Table<? super K, V> table;
    private final long history;

    AsOfJoin(KeyedStream<K, T> stream, Table<? super K, V> table, long history) {
        this.stream = stream;
        this.table = table;
        this.history = history;
    }

    /**
     * Makes a result of each event whose key had a row.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from event and row to result, never to null
     * @return the results, with the timestamps of the events
     */
    public <R> AsOfJoined<T, R> inner(String name, BiFn<? super T, ? super V, ? extends R> function) {
        return joined(name, function, true);
    }

    /**
     * Makes a result of each event.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from event and row, which is null where the key had none, to result, never to null
     * @return the results, with the timestamps of the events
     */
    public <R> AsOfJoined<T, R> left(String name, BiFn<? super T, ? super V, ? extends R> function) {
        return joined(name, function, false);
    }

    private <R> AsOfJoined<T, R> joined(String name, BiFn<? super T, ? super V, ? extends R> function, boolean inner) {
        Objects.requireNonNull(function, () -> "the function of join '" + name + "' must not be null");
        var key = stream.key().function();
        var rows = table.rowType();
        var events = stream.eventType();
        String tableName = table.name();
        long kept = history;
        TableLogic<Object, R> logic = TableLogic.<Object, R>ofLookUps(
                        inner ? "table join" : "table left join",
                        name,
                        () -> ROWS.make(key, function, inner, tableName, kept, events, rows),
                        LambdaTypes.ofFunction(function))
                .named()
                .onEventTime()
                .detail("table", tableName)
                .detail("rows", "as of event time")
                .detail("history", Duration.ofMillis(history));
        return new AsOfJoined<>(stream.transform(logic, table.versionsByKey()), events);
    }
}
