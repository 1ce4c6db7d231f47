package io.millrace.flink;

/**
 * What leaves a task by one of its exits, on its way to the {@link ExitOperator} of that, which is chained to it: rows, and between them
 * what there is to be told of event time, which for each exit is another. There is one for each task, used again.
 */
final class Leaving {

    /** What it is. */
    enum Kind {
        ROW,
        WATERMARK,
        IDLE,
        ACTIVE
    }

    private int exit;
    private Kind kind = Kind.ROW;
    private Object value;
    private long timestamp;
    private int hash;

    Leaving row(int toExit, Object newValue, long newTimestamp, int newHash) {
        timestamp = newTimestamp;
        hash = newHash;
        return set(toExit, Kind.ROW, newValue);
    }

    Leaving watermark(int ofExit, long newTimestamp) {
        timestamp = newTimestamp;
        return set(ofExit, Kind.WATERMARK, null);
    }

    Leaving idle(int ofExit) {
        return set(ofExit, Kind.IDLE, null);
    }

    Leaving active(int ofExit) {
        return set(ofExit, Kind.ACTIVE, null);
    }

    private Leaving set(int newExit, Kind newKind, Object newValue) {
        exit = newExit;
        kind = newKind;
        value = newValue;
        return this;
    }

    /** One that is not used again. */
    Leaving copy() {
        Leaving copy = new Leaving();
        copy.timestamp = timestamp;
        copy.hash = hash;
        return copy.set(exit, kind, value);
    }

    int exit() {
        return exit;
    }

    Kind kind() {
        return kind;
    }

    Object value() {
        return value;
    }

    /** Of a row or watermark: epoch milliseconds. */
    long timestamp() {
        return timestamp;
    }

    int hash() {
        return hash;
    }
}
