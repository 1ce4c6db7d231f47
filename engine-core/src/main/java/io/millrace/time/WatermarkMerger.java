package io.millrace.time;

import java.util.Arrays;

/**
 * Combines the watermarks of several inputs: the minimum over the active ones. Idle and finished inputs do not hold it
 * back. When no input is active any more, the watermark advances to the highest that an idle one has told, or an input of a
 * task that has finished, whichever of them was last. It never goes back.
 * Any row or watermark ends idleness, and so does {@link #hold}.
 *
 * <p>The inputs are either those of a task or the splits of a source. They differ in two things. An input of a task that
 * comes back from idleness behind the output is left out of the minimum until it has caught up, as in Flink's
 * StatusWatermarkValve; a split that does so holds the output where it is, as in Flink's WatermarkOutputMultiplexer. And
 * {@link EventTime#MAX} finishes an input of a task, and comes out when every input has said so, whereas splits are
 * {@linkplain #finish finished} by their source, whose own end says that event time is over.
 *
 * <p>Confined to one thread.
 */
public final class WatermarkMerger {

    private final boolean splits;
    private WatermarkStatus[] statuses;
    private long[] watermarks;
    private int active;
    private int idle;
    private long current = EventTime.NONE;

    /** The highest that inputs of a task told before they finished. */
    private long highestFinished = EventTime.NONE;

    /** An input that was found to hold the others back. */
    private int holder;

    private WatermarkMerger(int inputs, boolean splits) {
        this.splits = splits;
        statuses = new WatermarkStatus[inputs];
        watermarks = new long[inputs];
        Arrays.fill(statuses, WatermarkStatus.ACTIVE);
        Arrays.fill(watermarks, EventTime.NONE);
        active = inputs;
    }

    /**
     * A merger of the inputs of a task, which are all active and have no watermark yet.
     *
     * @param inputs how many, at least one
     */
    public WatermarkMerger(int inputs) {
        this(inputs, false);
    }

    /**
     * A merger of the splits of a source, which are all active and have no watermark yet.
     *
     * @param splits how many; more can be {@linkplain #add added}
     * @return the merger
     */
    public static WatermarkMerger ofSplits(int splits) {
        return new WatermarkMerger(splits, true);
    }

    /** Adds an input, which is active and has no watermark yet. */
    public void add() {
        int input = statuses.length;
        statuses = Arrays.copyOf(statuses, input + 1);
        watermarks = Arrays.copyOf(watermarks, input + 1);
        statuses[input] = WatermarkStatus.ACTIVE;
        watermarks[input] = EventTime.NONE;
        active++;
    }

    /**
     * What was an input that has finished is another one now, which is active and has no watermark yet.
     *
     * @param input the input
     */
    public void reuse(int input) {
        if (statuses[input] != WatermarkStatus.FINISHED) {
            throw new IllegalStateException("input " + input + " has not finished");
        }
        statuses[input] = WatermarkStatus.ACTIVE;
        watermarks[input] = EventTime.NONE;
        active++;
    }

    /**
     * A watermark arrived; it makes an idle input active. A regressing one is ignored, as is one of a finished input;
     * {@link EventTime#MAX} finishes the input of a task.
     *
     * @param input the input
     * @param watermark its watermark
     * @return whether {@link #current()} advanced
     */
    public boolean onWatermark(int input, long watermark) {
        if (watermark == EventTime.MAX && !splits) {
            return finish(input);
        }
        onActive(input);
        if (watermark <= watermarks[input] || statuses[input] == WatermarkStatus.FINISHED) {
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
        if (statuses[input] == WatermarkStatus.IDLE) {
            statuses[input] = WatermarkStatus.ACTIVE;
            idle--;
            active++;
        }
    }

    /**
     * Something is under way that a watermark has not been told of yet: an idle input becomes active, and whichever it is holds
     * {@link #current()} where it is until it tells a higher watermark, or is idle again.
     *
     * @param input the input
     */
    public void hold(int input) {
        onActive(input);
        if (statuses[input] == WatermarkStatus.ACTIVE) {
            watermarks[input] = Math.max(watermarks[input], current);
        }
    }

    /**
     * The input went idle.
     *
     * @param input the input
     * @return whether {@link #current()} advanced
     */
    public boolean onIdle(int input) {
        if (statuses[input] != WatermarkStatus.ACTIVE) {
            return false;
        }
        statuses[input] = WatermarkStatus.IDLE;
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
     * What {@link #current()} would be if every input that is not finished were idle now.
     *
     * @return the highest watermark of those inputs, or that finished inputs of a task told before their end, or
     *     {@link #current()} where that is higher
     */
    public long currentIfIdle() {
        long highest = Math.max(current, highestFinished);
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] != WatermarkStatus.FINISHED) {
                highest = Math.max(highest, watermarks[i]);
            }
        }
        return highest;
    }

    /**
     * Whether no input is active, while there may still be something to come: at least one is idle, or the inputs are
     * splits, to which others may be added.
     *
     * @return whether the output is idle
     */
    public boolean isIdle() {
        return active == 0 && (idle > 0 || splits);
    }

    /**
     * How many inputs there are.
     *
     * @return finished ones included
     */
    public int inputs() {
        return statuses.length;
    }

    /**
     * What an input said last.
     *
     * @param input the input, from 0
     * @return its watermark; {@link EventTime#NONE} before the first, {@link EventTime#MAX} when it is over
     */
    public long watermark(int input) {
        return watermarks[input];
    }

    /**
     * Whether an input is waited for.
     *
     * @param input the input, from 0
     * @return its status
     */
    public WatermarkStatus status(int input) {
        return statuses[input];
    }

    /**
     * Nothing comes from an input any more.
     *
     * @param input the input
     * @return whether {@link #current()} advanced
     */
    public boolean finish(int input) {
        switch (statuses[input]) {
            case ACTIVE -> active--;
            case IDLE -> idle--;
            case FINISHED -> {
                return false;
            }
        }
        statuses[input] = WatermarkStatus.FINISHED;
        if (!splits) {
            highestFinished = Math.max(highestFinished, watermarks[input]);
            watermarks[input] = EventTime.MAX;
        }
        return advance();
    }

    private boolean advance() {
        if (isHeldBack()) {
            return false;
        }
        long combined = active > 0 ? lowestActive() : highestIdle();
        if (combined <= current) {
            return false;
        }
        current = combined;
        return true;
    }

    /** Saves looking at all inputs for each watermark of one. */
    private boolean isHeldBack() {
        return active > 0
                && statuses[holder] == WatermarkStatus.ACTIVE
                && (watermarks[holder] == current || (splits && watermarks[holder] < current));
    }

    private long lowestActive() {
        long lowest = Long.MAX_VALUE;
        boolean aligned = false;
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] == WatermarkStatus.ACTIVE && (splits || watermarks[i] >= current)) {
                if (watermarks[i] <= lowest) {
                    // The last of several: inputs are served in turn, and that one mostly is so last.
                    lowest = watermarks[i];
                    holder = i;
                }
                aligned = true;
            }
        }
        return aligned ? lowest : EventTime.NONE;
    }

    private long highestIdle() {
        if (idle == 0) {
            return splits ? EventTime.NONE : EventTime.MAX;
        }
        long highest = highestFinished;
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i] == WatermarkStatus.IDLE) {
                highest = Math.max(highest, watermarks[i]);
            }
        }
        return highest;
    }
}
