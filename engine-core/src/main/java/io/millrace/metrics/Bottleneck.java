package io.millrace.metrics;

import io.millrace.metrics.internal.HumanText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What holds a job up: the task that others wait for and that waits for none itself, or the one that has no time left.
 * {@link #toString} says it in words, which may change.
 *
 * @param operator the operator in it that was seen at work most often, or else the node that it begins with
 * @param task its task
 * @param busy the share of the time that it was working, from 0 to 1
 * @param waiting the share of the time that an operator of it waited for something else than its input: for calls that
 *     it has made, or a time to come
 * @param hotspot the method in which it was seen most often; empty where nobody has looked, or nothing was seen
 * @param holdsUp the tasks that were blocked on it
 */
public record Bottleneck(
        String operator, String task, double busy, double waiting, Optional<Hotspot> hotspot, List<String> holdsUp) {

    /**
     * Where a thread was seen.
     *
     * @param method the method, the first one of the user's from the top of the stack, and a line of it
     * @param share in how much of the looks at the task at work it was there, from 0 to 1
     */
    public record Hotspot(String method, double share) {

        /** Checks that nothing is null. */
        public Hotspot {
            Objects.requireNonNull(method, "method");
        }
    }

    /** Copies the list. */
    public Bottleneck {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(hotspot, "hotspot");
        holdsUp = List.copyOf(holdsUp);
    }

    /**
     * The same bottleneck, of which more is known.
     *
     * @param newOperator the operator that was seen at work
     * @param newHotspot the method that was seen
     * @return the changed one
     */
    public Bottleneck at(String newOperator, Hotspot newHotspot) {
        return new Bottleneck(newOperator, task, busy, waiting, Optional.of(newHotspot), holdsUp);
    }

    @Override
    public String toString() {
        return "'" + operator + "' (task " + task + ") "
                + (waiting > busy
                        ? "waits " + HumanText.percent(waiting) + " of the time, and not for its input"
                        : "is busy " + HumanText.percent(busy))
                + hotspot.map(at -> ", " + HumanText.percent(at.share()) + " of it in " + at.method())
                        .orElse("")
                + (holdsUp.isEmpty()
                        ? "; no other task waits for it"
                        : "; its producers are blocked on it: " + String.join(", ", holdsUp));
    }
}
