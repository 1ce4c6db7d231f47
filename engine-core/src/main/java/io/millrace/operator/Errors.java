package io.millrace.operator;

import io.millrace.metrics.Metrics;
import io.millrace.time.EventTime;
import java.io.Serializable;
import java.util.Optional;

/**
 * What becomes of an event that the function of an operator throws an exception for, or of a record that a source
 * {@linkplain io.millrace.source.SourceContext#reject rejects}. Given to {@code onError}. An error
 * of the machine or of the program as a whole, such as no more memory, always fails the job, and so does an interrupt.
 */
public final class Errors implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Errors FAIL = new Errors("fail", null);
    private static final Errors DEAD_LETTER = new Errors("dead letter", Metrics.DEAD_LETTERS);
    private static final Errors SKIP = new Errors("skip", Metrics.SKIPPED);

    private final String text;
    private final String metric;

    private Errors(String text, String metric) {
        this.text = text;
        this.metric = metric;
    }

    /**
     * Fails the job, naming operator and event: what happens where nothing else was said.
     *
     * @return the policy
     */
    public static Errors fail() {
        return FAIL;
    }

    /**
     * Sends the event, as text, to the pipeline's dead letters and goes on with the next one. It is counted among the
     * operator's metrics as {@link Metrics#DEAD_LETTERS}.
     *
     * @return the policy
     */
    public static Errors deadLetter() {
        return DEAD_LETTER;
    }

    /**
     * Drops the event and goes on with the next one. It is counted among the operator's metrics as {@link Metrics#SKIPPED}.
     *
     * @return the policy
     */
    public static Errors skip() {
        return SKIP;
    }

    /**
     * Whether events become dead letters.
     *
     * @return whether somebody has to read them
     */
    public boolean sendsDeadLetters() {
        return text.equals(DEAD_LETTER.text);
    }

    /**
     * Does with a bad event what was asked for, and counts it.
     *
     * @param context of whom it was bad for
     * @param error what is wrong with it
     * @param event the event
     * @param timestamp its timestamp, or {@link EventTime#NONE}
     * @return the dead letter to be sent; empty where it is dropped
     * @throws OperatorException where the job is to fail
     */
    public Optional<DeadLetter> handle(TaskContext context, Throwable error, Object event, long timestamp) {
        boolean isAboutTheEvent = error instanceof Exception && !(error instanceof InterruptedException);
        // How deep a function goes is up to its event.
        if (metric == null || !(isAboutTheEvent || error instanceof StackOverflowError)) {
            throw context.failure(error, event, timestamp);
        }
        context.metrics().counter(metric).add(1);
        return sendsDeadLetters() ? Optional.of(DeadLetter.of(context, error, event, timestamp)) : Optional.empty();
    }

    /** The count of what was not processed; null when the job fails instead. */
    String metric() {
        return metric;
    }

    @Override
    public String toString() {
        return text;
    }
}
