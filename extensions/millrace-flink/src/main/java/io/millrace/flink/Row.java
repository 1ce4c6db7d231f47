package io.millrace.flink;

/** An event between two tasks. Used again by who sends it. */
final class Row {

    private Object value;
    private int hash;

    Row() {}

    Row(Object value, int hash) {
        set(value, hash);
    }

    Row set(Object newValue, int newHash) {
        value = newValue;
        hash = newHash;
        return this;
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
        return String.valueOf(value);
    }
}
