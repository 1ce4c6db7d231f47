package io.millrace.benchmarks.snapshot;

/**
 * What a user might keep of each key.
 *
 * @param count the events
 * @param amount the sum of their amounts
 * @param country a string among the numbers; stays what it is
 */
public record Totals(long count, double amount, String country) {

    /** Nothing yet. */
    public static final Totals NONE = new Totals(0, 0, "DE");

    /**
     * One event more.
     *
     * @param more its amount
     * @return the totals with it
     */
    public Totals plus(double more) {
        return new Totals(count + 1, amount + more, country);
    }
}
