package io.millrace.window.operator;

/** Windows that grow by a step until they have reached a size, and begin anew then. Each step is a pane. */
public final class CumulativeGrid implements WindowGrid {

    private static final long serialVersionUID = 1;

    private final WindowGrid steps;
    private final WindowGrid wholes;
    private final String label;

    /**
     * A grid with windows that begin at the offset.
     *
     * @param size the length of the longest windows in milliseconds, a multiple of the step
     * @param step by how much each window is longer than the one before, in milliseconds, at least 1
     * @param offset how far windows are shifted against the epoch, less than the step in either direction
     */
    public CumulativeGrid(long size, long step, long offset) {
        steps = new PaneGrid(step, offset);
        wholes = new PaneGrid(size, offset);
        label = size + "ms in " + steps.label();
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public long startOf(long timestamp) {
        return steps.startOf(timestamp);
    }

    @Override
    public long lastOf(long timestamp) {
        return steps.lastOf(timestamp);
    }

    @Override
    public long windowStart(long windowLast) {
        return wholes.startOf(windowLast);
    }

    @Override
    public long lastWindowOf(long start) {
        return wholes.lastOf(start);
    }
}
