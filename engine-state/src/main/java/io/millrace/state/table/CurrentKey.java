package io.millrace.state.table;

/**
 * The key of the event or timer that an operator is at, and the time of that. All states of the operator are about it.
 * Confined to the task's thread.
 *
 * @param <K> keys, with equals and a stable hash
 */
public final class CurrentKey<K> {
    /** Of what has no time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final CurrentKey<?> UNBOUND = new CurrentKey<>(null);

    private final String operator;
    private K key;
    private int hash;
    private long timestamp = NO_TIME;
    private boolean event;

    CurrentKey(String operator) {
        this.operator = operator;
    }

    /** For states whose operator has not opened: there never is a key. */
    @SuppressWarnings("unchecked") // it holds no key
    public static <K> CurrentKey<K> unbound() {
        return (CurrentKey<K>) UNBOUND;
    }

    /**
     * Sets the key, of neither an event nor a timer.
     *
     * @param newKey null when there is none, as between events
     * @param newHash the key's mixed hash
     */
    public void set(K newKey, int newHash) {
        setTimer(newKey, newHash, NO_TIME);
    }

    /** Sets the key of an event, and the event's timestamp. */
    public void setEvent(K newKey, int newHash, long time) {
        key = newKey;
        hash = newHash;
        timestamp = time;
        event = true;
    }

    /** Sets the key of a timer, and when that was due. */
    public void setTimer(K newKey, int newHash, long due) {
        key = newKey;
        hash = newHash;
        timestamp = due;
        event = false;
    }

    /**
     * The key, never null.
     *
     * @throws IllegalStateException when there is none
     */
    public K key() {
        if (key == null) {
            throw new IllegalStateException(
                    operator == null
                            ? "Keyed state is used before its operator has opened: use it only while an event or a timer"
                                    + " is processed"
                            : "Operator '" + operator + "' uses keyed state without a current key: use it only while an"
                                    + " event or a timer is processed");
        }
        return key;
    }

    /** The mixed hash of the key. */
    public int hash() {
        return hash;
    }

    /** The timestamp of the event, or when the timer was due, or {@link #NO_TIME}. */
    public long timestamp() {
        return timestamp;
    }

    /** Whether an event is at hand. */
    boolean isEvent() {
        return event;
    }

    String operator() {
        return operator;
    }
}
