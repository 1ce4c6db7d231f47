package io.millrace.edge;

import java.util.Arrays;

/**
 * The writers of a task that have something to send, and those that wait for a credit: so a step costs as much as it has
 * written to, however many edges the task has.
 */
public final class Outbox {

    private EdgeWriter[] begun = new EdgeWriter[4];
    private int begunCount;
    private long sent;
    private EdgeWriter[] behind = new EdgeWriter[4];
    private int behindCount;

    /** A batch has gone out. */
    void sent() {
        sent++;
    }

    /** How many batches have gone out, full ones in the middle of a step included. */
    public long batchesSent() {
        return sent;
    }

    /** A writer has begun a batch; told once until the next {@link #flush()}. */
    void begun(EdgeWriter writer) {
        if (begunCount == begun.length) {
            begun = Arrays.copyOf(begun, 2 * begunCount);
        }
        begun[begunCount++] = writer;
    }

    /** A writer owes something, or has no credit; told once until it is ready again. */
    void behind(EdgeWriter writer) {
        if (behindCount == behind.length) {
            behind = Arrays.copyOf(behind, 2 * behindCount);
        }
        behind[behindCount++] = writer;
    }

    /**
     * Sends what can be sent.
     *
     * @return how many batches went out, or would have with a credit
     */
    public int flush() {
        int sent = 0;
        for (int i = 0; i < begunCount; i++) {
            sent += begun[i].end();
            begun[i] = null;
        }
        begunCount = 0;
        return behindCount == 0 ? sent : sent + pay();
    }

    private int pay() {
        int sent = 0;
        int left = 0;
        for (int i = 0; i < behindCount; i++) {
            sent += behind[i].pay();
            if (behind[i].isBehind()) {
                behind[left++] = behind[i];
            }
        }
        Arrays.fill(behind, left, behindCount, null);
        behindCount = left;
        return sent;
    }

    /** After a {@link #flush()}: whether everything has gone out, and there was a credit for more on each edge. */
    public boolean isReady() {
        return behindCount == 0;
    }

    /** After a {@link #flush()}: whether everything has gone out. */
    public boolean isDrained() {
        for (int i = 0; i < behindCount; i++) {
            if (!behind[i].isDrained()) {
                return false;
            }
        }
        return true;
    }
}
