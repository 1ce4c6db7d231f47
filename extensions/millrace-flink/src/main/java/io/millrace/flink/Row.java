package io.millrace.flink;

/** An event between two tasks, or the word of one of the tasks before that it has sent its last. Used again by who sends it. */
final class Row {

    /** Of an event. */
    private static final int NOBODY = -1;

    private Object value;
    private int hash;
    private int ended = NOBODY;

    Row() {}

    Row(Object value, int hash) {
        set(value, hash);
    }

    Row set(Object newValue, int newHash) {
        value = newValue;
        hash = newHash;
        ended = NOBODY;
        return this;
    }

    /** Has it say that a subtask has sent its last event, to the task that has the key group of a hash. */
    Row ended(int subtask, int newHash) {
        set(null, newHash);
        ended = subtask;
        return this;
    }

    boolean isEvent() {
        return ended == NOBODY;
    }

    /** The subtask that has sent its last event. */
    int ended() {
        return ended;
    }

    Object value() {
        return value;
    }

    /** The hash of its key, where it goes by key. */
    int hash() {
        return hash;
    }

    @Override
    public String toString() {
        return isEvent() ? String.valueOf(value) : "the end of " + ended;
    }
}
