package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import java.util.Objects;

/** Keeps the key of the event it holds, so that the function is applied once to each event. */
public final class ExtremeBy<T, C extends Comparable<? super C>> implements Aggregate<T, ExtremeBy.Ranked<T, C>, T> {

    private static final long serialVersionUID = 1;

    private final String noKey;
    private final Fn<? super T, ? extends C> key;
    private final boolean greatest;

    private ExtremeBy(String noKey, Fn<? super T, ? extends C> key, boolean greatest) {
        this.noKey = noKey;
        this.key = key;
        this.greatest = greatest;
    }

    public static <T, C extends Comparable<? super C>> ExtremeBy<T, C> least(Fn<? super T, ? extends C> key) {
        return new ExtremeBy<>("a value of minBy is null", key, false);
    }

    public static <T, C extends Comparable<? super C>> ExtremeBy<T, C> greatest(Fn<? super T, ? extends C> key) {
        return new ExtremeBy<>("a value of maxBy is null", key, true);
    }

    static final class Ranked<T, C> {
        private T event;
        private C key;
    }

    @Override
    public Ranked<T, C> create() {
        return new Ranked<>();
    }

    @Override
    public void add(Ranked<T, C> extreme, T event, long timestamp) throws Exception {
        take(extreme, event, Objects.requireNonNull(key.apply(event), noKey));
    }

    @Override
    public void merge(Ranked<T, C> extreme, Ranked<T, C> other) {
        if (other.event != null) {
            take(extreme, other.event, other.key);
        }
    }

    private void take(Ranked<T, C> extreme, T event, C key) {
        if (extreme.event == null || isMore(key.compareTo(extreme.key))) {
            extreme.event = event;
            extreme.key = key;
        }
    }

    private boolean isMore(int comparison) {
        return greatest ? comparison > 0 : comparison < 0;
    }

    @Override
    public T result(Ranked<T, C> extreme) {
        return extreme.event;
    }
}
