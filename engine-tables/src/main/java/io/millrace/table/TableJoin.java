package io.millrace.table;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import java.util.Objects;

/**
 * A stream that meets a table as it is when an event comes; see {@link Table#latest}.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <V> the rows
 */
public final class TableJoin<K, T, V> {

    private final KeyedStream<K, T> stream;
    private final Table<? super K, V> table;

    TableJoin(KeyedStream<K, T> stream, Table<? super K, V> table) {
        this.stream = stream;
        this.table = table;
    }

    /**
     * Makes a result of each event whose key has a row.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from event and row to result, never to null
     * @return the results, with the timestamps of the events
     */
    public <R> EventStream<R> inner(String name, BiFn<? super T, ? super V, ? extends R> function) {
        return joined(name, function, true);
    }

    /**
     * Makes a result of each event.
     *
     * @param <R> the results
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from event and row, which is null where the key has none, to result, never to null
     * @return the results, with the timestamps of the events
     */
    public <R> EventStream<R> left(String name, BiFn<? super T, ? super V, ? extends R> function) {
        return joined(name, function, false);
    }

    private <R> EventStream<R> joined(String name, BiFn<? super T, ? super V, ? extends R> function, boolean inner) {
        Objects.requireNonNull(function, () -> "the function of join '" + name + "' must not be null");
        var key = stream.key().function();
        var rows = table.rowType();
        TableLogic<Object, R> logic = TableLogic.<Object, R>ofLookUps(
                        inner ? "table join" : "table left join",
                        name,
                        () -> new LatestJoin<K, T, V, R>(key, function, inner, rows),
                        LambdaTypes.ofFunction(function))
                .named()
                .controlInput(1)
                .detail("table", table.name())
                .detail("rows", "the latest");
        return stream.transform(logic, table.byKey());
    }
}
