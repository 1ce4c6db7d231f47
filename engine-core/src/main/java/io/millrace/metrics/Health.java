package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether an engine and its jobs are well, for whoever watches over a container.
 *
 * @param live false when a new process is what helps: a thread of the engine has died, or a job stands still since a function does not return
 * @param ready false when not all jobs do their work: one is starting or restarting, stands still, or has failed and was not started again; or the engine is
 *     closed
 * @param reasons why it is not live or not ready, and what is waited for, in words; empty when all is well
 */
public record Health(boolean live, boolean ready, List<String> reasons) {

    /** Copies the list. */
    public Health {
        reasons = List.copyOf(reasons);
    }

    /** All is well. */
    public static final Health WELL = new Health(true, true, List.of());

    /**
     * Nothing is well.
     *
     * @param reason why
     * @return the health
     */
    public static Health dead(String reason) {
        return new Health(false, false, List.of(reason));
    }

    /**
     * What is alive and does not do its work.
     *
     * @param reason why
     * @return the health
     */
    public static Health notReady(String reason) {
        return new Health(true, false, List.of(reason));
    }

    /**
     * Of two parts together.
     *
     * @param other the other one
     * @return well only where both are
     */
    public Health and(Health other) {
        List<String> all = new ArrayList<>(reasons);
        all.addAll(other.reasons);
        return new Health(live && other.live, ready && other.ready, all);
    }

    @Override
    public String toString() {
        return (live ? "live" : "not live") + ", " + (ready ? "ready" : "not ready")
                + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
    }
}
