package io.millrace.benchmarks.nexmark;

/** The prices of a seller's last {@link NexmarkWork#LAST} auctions, in a ring. */
public final class LastPrices {

    private final long[] last = new long[NexmarkWork.LAST];
    private int added;
    private long sum;

    /** Of a seller who has sold nothing. */
    public LastPrices() {}

    /**
     * Adds the price of one more auction, in place of the first where there are enough.
     *
     * @param price in cents
     */
    public void add(long price) {
        int at = added++ % last.length;
        sum += price - last[at];
        last[at] = price;
    }

    /**
     * How many there are.
     *
     * @return at most {@link NexmarkWork#LAST}
     */
    public int size() {
        return Math.min(added, last.length);
    }

    /**
     * The average of those that there are, of which there must be one.
     *
     * @return in cents, rounded down
     */
    public long average() {
        return sum / size();
    }
}
