package io.millrace.systems.surge;

/**
 * How prices follow demand.
 *
 * @param smoothing how much of the way to where demand wants it a multiplier goes at a time: from 0.01, which is slow, to 1, which is at once
 * @param most what no multiplier is above, at least 1
 */
record PriceRule(double smoothing, double most) {

    static final PriceRule DEFAULT = new PriceRule(0.5, 3);

    private static final double NOBODY_SEES = 0.005;

    /** With less, an area that nobody asks for would be priced anew for ever. */
    private static final double SLOWEST = 0.01;

    PriceRule {
        if (!(smoothing >= SLOWEST && smoothing <= 1)) {
            throw new IllegalArgumentException("smoothing must be from " + SLOWEST + " to 1, not " + smoothing);
        }
        if (!(most >= 1)) {
            throw new IllegalArgumentException("most must be at least 1, not " + most);
        }
    }

    /** Where a multiplier goes from where it was. */
    double next(double before, Demand demand) {
        double wanted = Math.max(1, Math.min(most, demand.perDriver()));
        double next = before + smoothing * (wanted - before);
        return Math.abs(next - wanted) < NOBODY_SEES ? wanted : Math.min(most, next);
    }
}
