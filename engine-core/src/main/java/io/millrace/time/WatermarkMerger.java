package io.millrace.time;

import java.util.Arrays;

/**
 * Combines the watermarks of several inputs: the minimum over the active ones. Idle and finished inputs do not hold it
 * back. When the last active input goes idle, the watermark advances to the highest of the idle ones; it reaches
 * {@link EventTime#MAX}, which ends an input, only when every input has said so. An input that comes back from idleness behind the output is
 * left out of the minimum until it has caught up, so the output never goes back (Flink's StatusWatermarkValve; unlike
 * there, any row or watermark ends idleness).
 *
 * <p>Confined to one thread.
 */
public final class WatermarkMerger {

    private enum Status {
        ACTIVE,
        IDLE,
        FINISHED
    }

    private final Status[] statuses;
    private final long[] watermarks;
    private int active;
    private int idle;
    private long current = EventTime.NONE;

    /**
     * A merger of inputs that are all active and have no watermark yet.
     *
     * @param inputs how many, at least one
     */
    public WatermarkMerger(int inputs) {
        statuses = new Status[inputs];
        watermarks = new long[inputs];
        Arrays.fill(statuses, Status.ACTIVE);
        Arrays.fill(watermarks, EventTime.NONE);
        active = inputs;
    }

    /**
     * A watermark arrived; it makes an idle input active. A regressing one is ignored; {@link EventTime#MAX} finishes
     * the input.
     *
     * @param input the input
     * @param watermark its watermark
     * @return whether {@link #current()} advanced
     */
    public boolean onWatermark(int input, long watermark) {
        if (watermark == EventTime.MAX) {
            return finish(input);
        }
        onActive(input);
        if (watermark <= watermarks[input]) {
            return false;
        }
        watermarks[input] = watermark;
        return advance();
    }

    /**
     * A row arrived: an idle input becomes active.
     *
     * @param input the input
     */
    public void onActive(int input) {
        if (statuses[input] == Status.IDLE) {
            statuses[input] = Status.ACTIVE;
            idle--;
            active++;
        }
    }

    /**
     * The input went idle.
     *
     * @param input the input
     * @return whether {@link #current()} advanced
     */
    public boolean onIdle(int input) {
        if (statuses[input] != Status.ACTIVE) {
            return false;
        }
        statuses[input] = Status.IDLE;
        active--;
        idle++;
        return advance();
    }

    /**
     * The combined watermark.
     *
     * @return the watermark, {@link EventTime#NONE} before the first
     */
    public long current() {
        return current;
    }

    /**
     * Whether no input is active and at least one is idle.
     *
     * @return whether the output is idle
     */
    public boolean isIdle() {
        return active == 0 && idle > 0;
    }

    private boolean finish(int input) {
        switch (statuses[input]) {
            case ACTIVE -> active--;
            case IDLE -> idle--;
            case FINISHED -> {
                return false;
            }
        }
        statuses[input] = Status.FINISHED;
        watermarks[input] = EventTime.MAX;
        return advance();
    }

    private boolean advance() {
        long combined = active > 0 ? lowestActive() : highestIdle();
        if (combined <= current) {
            return false;
        }
        current = combined;
        return true;
    }

    private long lowestActive() {
        long lowest = Long.MAX_VALUE;
        boolean aligned = false;
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] == Status.ACTIVE && watermarks[i] >= current) {
                lowest = Math.min(lowest, watermarks[i]);
                aligned = true;
            }
        }
        return aligned ? lowest : EventTime.NONE;
    }

    private long highestIdle() {
        if (idle == 0) {
            return EventTime.MAX;
        }
        long highest = EventTime.NONE;
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] == Status.IDLE) {
                highest = Math.max(highest, watermarks[i]);
            }
        }
        return highest;
    }
}
