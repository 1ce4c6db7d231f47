package io.millrace.runtime.task;

/**
 * Aligns barriers: an input that has delivered one is not polled until the others have delivered it too, or have ended.
 * A newer barrier abandons the older one, and a stale one is ignored (as Flink's SingleCheckpointBarrierHandler does).
 */
final class BarrierAligner {

    static final long NONE = -1;

    private final boolean aligns;
    private final boolean[] arrived;
    private final boolean[] ended;
    private int waitingFor;
    private long current = NONE;
    private long newest = NONE;

    /**
     * @param aligns whether inputs wait for each other; without that, rows behind a barrier may count for the snapshot too
     */
    BarrierAligner(int inputs, boolean aligns) {
        this.aligns = aligns;
        arrived = new boolean[inputs];
        ended = new boolean[inputs];
    }

    /** Whether the input waits for the others. */
    boolean isBlocked(int input) {
        return aligns && current != NONE && arrived[input];
    }

    /** Whether nothing comes by the input any more. */
    boolean isEnded(int input) {
        return ended[input];
    }

    /** A barrier came by an input; returns the snapshot that is now aligned, or {@link #NONE}. */
    long onBarrier(int input, long snapshot) {
        if (snapshot < newest || (snapshot == newest && current == NONE)) {
            return NONE;
        }
        if (snapshot > newest) {
            begin(snapshot);
        }
        arrive(input);
        return completed();
    }

    /** A snapshot is over, whatever came of it: nobody waits for it, and barriers of it that are still to come are stale. */
    void abandon(long snapshot) {
        if (snapshot >= newest) {
            newest = snapshot;
            current = NONE;
        }
    }

    /** An input has ended; returns the snapshot that is now aligned, or {@link #NONE}. */
    long onEnd(int input) {
        if (ended[input]) {
            return NONE;
        }
        ended[input] = true;
        if (current == NONE) {
            return NONE;
        }
        arrive(input);
        return completed();
    }

    private void begin(long snapshot) {
        newest = snapshot;
        current = snapshot;
        waitingFor = 0;
        for (int i = 0; i < arrived.length; i++) {
            arrived[i] = ended[i];
            waitingFor += ended[i] ? 0 : 1;
        }
    }

    private void arrive(int input) {
        if (!arrived[input]) {
            arrived[input] = true;
            waitingFor--;
        }
    }

    private long completed() {
        if (waitingFor > 0) {
            return NONE;
        }
        long aligned = current;
        current = NONE;
        return aligned;
    }
}
