package io.millrace.edge;

/**
 * How much one step of a task may still emit. Operators that can emit without bound look at it between rows, so that a
 * step stays short and stops soon after a consumer falls behind.
 */
public final class StepBudget {

    private final int rowsPerStep;
    private final Outbox outbox = new Outbox();
    private int rowsLeft;
    private long ingestedNanos;

    public StepBudget(int rowsPerStep) {
        this.rowsPerStep = rowsPerStep;
    }

    /** What the step has written, and what is owed of earlier ones. */
    public Outbox outbox() {
        return outbox;
    }

    public void begin() {
        rowsLeft = rowsPerStep;
    }

    public boolean hasRoom() {
        return rowsLeft > 0;
    }

    public void spend(int rows) {
        rowsLeft -= rows;
    }

    /** A consumer is behind: no more in this step. */
    public void exhaust() {
        rowsLeft = 0;
    }

    /** When the events that this step works on entered the job. */
    public long ingestedNanos() {
        return ingestedNanos;
    }

    public void ingestedNanos(long nanos) {
        ingestedNanos = nanos;
    }
}
