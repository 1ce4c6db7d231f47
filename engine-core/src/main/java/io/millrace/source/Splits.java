package io.millrace.source;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The splits that a source has by now.
 *
 * @param all each once, in the order in which they are to be read where not all are at the same time
 * @param lookAgain after how long to look again, positive; empty when there will never be others, so that the source ends
 *     when these have ended
 */
public record Splits(List<Split> all, Optional<Duration> lookAgain) {

    /** Copies the list. */
    public Splits {
        all = List.copyOf(all);
        Objects.requireNonNull(lookAgain, "lookAgain");
        if (lookAgain.isPresent()
                && (lookAgain.get().isNegative() || lookAgain.get().isZero())) {
            throw new IllegalArgumentException("to look again after " + lookAgain.get()
                    + " is to do nothing else; give a positive duration, or none when there will be no other splits");
        }
    }

    /**
     * All there will ever be.
     *
     * @param all the splits
     * @return these, and no look again
     */
    public static Splits all(Collection<Split> all) {
        return new Splits(List.copyOf(all), Optional.empty());
    }

    /**
     * Those that there are so far.
     *
     * @param all the splits, those that were told before among them
     * @param lookAgain after how long to look again, positive
     * @return these
     */
    public static Splits soFar(Collection<Split> all, Duration lookAgain) {
        Objects.requireNonNull(all, "the splits must not be null; where there are none yet, give an empty list");
        Objects.requireNonNull(lookAgain, "the time after which to look again must not be null");
        return new Splits(List.copyOf(all), Optional.of(lookAgain));
    }
}
