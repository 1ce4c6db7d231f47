package io.millrace;

import io.millrace.function.SupplierFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.KeySelector;
import io.millrace.graph.OperatorLogic;
import io.millrace.graph.Verbs;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.serde.Type;
import java.util.List;
import java.util.Objects;

/**
 * A stream partitioned by key: what reads it has state and timers per key.
 *
 * @param <K> the keys
 * @param <T> the events
 */
public final class KeyedStream<K, T> {

    private final EventStream<T> stream;
    private final KeySelector<T, K> key;

    KeyedStream(EventStream<T> stream, KeySelector<T, K> key) {
        this.stream = stream;
        this.key = key;
    }

    /**
     * Adds an operator of one's own with state and timers.
     *
     * @param <R> its results
     * @param name its name, unique in the pipeline and stable across versions of the program
     * @param factory makes one instance per task, such as {@code Blocker::new}
     * @return the results
     */
    public <R> EventStream<R> process(
            String name, SupplierFn<? extends KeyedProcess<? super K, ? super T, R>> factory) {
        Objects.requireNonNull(factory, "the factory of process must not be null");
        return transform(new Verbs.Processed<K, T, R>(name, key, factory));
    }

    /**
     * Groups events by time; see {@code io.millrace.window.Windows} for what there is.
     *
     * @param <S> what is to be said next about the windows
     * @param windowing the windows
     * @return the windowed stream
     */
    public <S> S window(KeyedExtension<? super K, ? super T, S> windowing) {
        return extend(windowing);
    }

    /**
     * Adds an operator of one's own on the operator SPI. Each task of it owns a range of the key groups, and gets the
     * events of those with the hash of their key.
     *
     * @param <R> its results
     * @param operator the operator
     * @return the stream of its main output
     */
    public <R> EventStream<R> transform(OperatorLogic<T, R> operator) {
        return stream.transform(operator, List.of(stream.input(0, new Exchange.ByKey(key))));
    }

    /**
     * How the key is got.
     *
     * @return the function, and the type where it is known
     */
    public KeySelector<T, K> key() {
        return key;
    }

    /**
     * The type of the events, which snapshots need where state holds events.
     *
     * @return the type, or null where it is not known: {@link EventStream#typed(Class)} before keyBy tells it
     */
    public Type<T> eventType() {
        return stream.type();
    }

    @SuppressWarnings("unchecked") // an extension that takes streams of any super-type of K and T takes this one
    private <S> S extend(KeyedExtension<? super K, ? super T, S> extension) {
        return ((KeyedExtension<K, T, S>) extension).extend(this);
    }

    @Override
    public String toString() {
        return "KeyedStream of " + stream;
    }
}
