package io.millrace.source;

import io.millrace.function.Fn;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What becomes of events that are pushed while the buffer of their {@link PushSource} is full, because the pipeline is
 * behind. What is dropped is counted in the metric {@code dropped} of the source, and a line of the log says when that
 * begins. Immutable.
 *
 * <p>Of events that are accepted each is either delivered or counted as dropped. Those that are delivered keep the order of
 * the thread that has emitted them, but for what {@link #conflate} has moved forward.
 *
 * @param <T> the events
 */
public final class OnFull<T> {

    enum Kind {
        BLOCK,
        DROP_NEWEST,
        DROP_OLDEST,
        CONFLATE,
        SAMPLE,
        FAIL,
        SPILL
    }

    private static final OnFull<Object> WAITING = new OnFull<>(Kind.BLOCK, null, 1, null);
    private static final OnFull<Object> DROPPING_NEWEST = new OnFull<>(Kind.DROP_NEWEST, null, 1, null);
    private static final OnFull<Object> DROPPING_OLDEST = new OnFull<>(Kind.DROP_OLDEST, null, 1, null);
    private static final OnFull<Object> FAILING = new OnFull<>(Kind.FAIL, null, 1, null);

    private final Kind kind;
    private final Fn<? super T, ?> key;
    private final int oneOf;

    /** Null where nothing is spilled. */
    private final Spilled.Spill<T> spill;

    private OnFull(Kind kind, Fn<? super T, ?> key, int oneOf, Spilled.Spill<T> spill) {
        this.spill = spill;
        this.kind = kind;
        this.key = key;
        this.oneOf = oneOf;
    }

    /**
     * Whoever emits waits: nothing is dropped, and the pace is that of the pipeline. What {@link Sources#push(int)} does.
     *
     * @param <T> the events
     * @return the policy
     */
    @SuppressWarnings("unchecked") // it looks at no event
    public static <T> OnFull<T> block() {
        return (OnFull<T>) WAITING;
    }

    /**
     * The event that is emitted is dropped: what was there first is delivered.
     *
     * @param <T> the events
     * @return the policy
     */
    @SuppressWarnings("unchecked") // it looks at no event
    public static <T> OnFull<T> dropNewest() {
        return (OnFull<T>) DROPPING_NEWEST;
    }

    /**
     * The oldest event of the buffer is dropped: what is delivered is recent.
     *
     * @param <T> the events
     * @return the policy
     */
    @SuppressWarnings("unchecked") // it looks at no event
    public static <T> OnFull<T> dropOldest() {
        return (OnFull<T>) DROPPING_OLDEST;
    }

    /**
     * The latest event of each key is enough, such as a price: once the buffer is full, and until it is empty again, an
     * event takes the place of one of its key that has come since, and has not been read, which is dropped. There is room
     * for as many such keys as the buffer has for events; whoever brings another waits.
     *
     * @param <T> the events
     * @param key from event to key, never to null; with equals and hashCode. Called by whoever emits, one thread at a time
     * @return the policy
     */
    public static <T> OnFull<T> conflate(Fn<? super T, ?> key) {
        return new OnFull<>(Kind.CONFLATE, Objects.requireNonNull(key, "the key function must not be null"), 1, null);
    }

    /**
     * From where the buffer is half full one of so many events is taken, and the others are dropped, so that what is
     * delivered is spread over all that has come; when it is full nevertheless, what is emitted is dropped.
     *
     * @param <T> the events
     * @param oneOf of how many events one is taken, at least 2
     * @return the policy
     */
    public static <T> OnFull<T> sample(int oneOf) {
        if (oneOf < 2) {
            throw new IllegalArgumentException("sample(" + oneOf + "): one of at least 2 events is taken");
        }
        return new OnFull<>(Kind.SAMPLE, null, oneOf, null);
    }

    /**
     * {@code emit} throws a {@link BufferFullException}, and the event is not accepted.
     *
     * @param <T> the events
     * @return the policy
     */
    @SuppressWarnings("unchecked") // it looks at no event
    public static <T> OnFull<T> fail() {
        return (OnFull<T>) FAILING;
    }

    /**
     * Events that do not fit into the buffer wait in files, behind which all that come later wait, too, until all have been read. It is a larger buffer, and no safer one: what is in the files is lost with
     * the process, as what is in memory is. When there are as many bytes as may be, whoever emits waits. The metric {@code spilled} counts events that had to wait there.
     *
     * @param <T> the events
     * @param directory for the files of this source alone, made when it is not there; those that an earlier process has left are deleted, and so are all when the job is over
     * @param type the class of the events, which is not generic
     * @param mostBytes how many bytes may wait there, about, positive
     * @return the policy
     * @throws io.millrace.state.serde.NoSerdeException when there is no serde for the type
     */
    public static <T> OnFull<T> spill(Path directory, Class<T> type, long mostBytes) {
        return spill(
                directory,
                Type.of(Objects.requireNonNull(type, "the class of the events must not be null")),
                mostBytes,
                SerdeRegistry.standard());
    }

    /**
     * As {@link #spill(Path, Class, long)}, with a type that may be generic, and serdes of one's own.
     *
     * @param <T> the events
     * @param directory for the files of this source alone
     * @param type the type of the events
     * @param mostBytes how many bytes may wait there, about, positive
     * @param serdes how events are written
     * @return the policy
     * @throws io.millrace.state.serde.NoSerdeException when there is no serde for the type
     */
    public static <T> OnFull<T> spill(Path directory, Type<T> type, long mostBytes, SerdeRegistry serdes) {
        Objects.requireNonNull(directory, "the directory to spill into must not be null");
        if (mostBytes < 1) {
            throw new IllegalArgumentException("at least 1 byte may wait in files, not " + mostBytes);
        }
        Serde<T> serde = serdes.serde(Objects.requireNonNull(type, "the type of the events must not be null"));
        return new OnFull<>(Kind.SPILL, null, 1, new Spilled.Spill<>(directory, serde, mostBytes));
    }

    Kind kind() {
        return kind;
    }

    /** Of how many events one is taken while there is not much room. */
    int oneOf() {
        return oneOf;
    }

    /** Whether whoever emits may have to wait. */
    boolean mayWait() {
        return kind == Kind.BLOCK || kind == Kind.CONFLATE || kind == Kind.SPILL;
    }

    /** Whether an accepted event may be dropped. */
    boolean mayDrop() {
        return kind != Kind.BLOCK && kind != Kind.FAIL && kind != Kind.SPILL;
    }

    /** What takes events in beyond the capacity; null where nothing does. */
    Overflow<T> overflow(int capacity) {
        return switch (kind) {
            case DROP_OLDEST -> new Overflow.Latest<>(capacity);
            case CONFLATE -> new Overflow.LatestByKey<>(capacity, key);
            case SPILL -> new Spilled<>(spill);
            default -> null;
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case BLOCK -> "block";
            case DROP_NEWEST -> "drop newest";
            case DROP_OLDEST -> "drop oldest";
            case CONFLATE -> "conflate by key";
            case SAMPLE -> "one of " + oneOf;
            case FAIL -> "fail";
            case SPILL -> "spill into " + spill.directory();
        };
    }

    /** The buffer of a push source is full, and it was told {@link OnFull#fail()}: the event has not been accepted. */
    public static final class BufferFullException extends IllegalStateException {

        private static final long serialVersionUID = 1;

        BufferFullException(String message) {
            super(message);
        }
    }
}
