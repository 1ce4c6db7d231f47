package io.millrace.systems.surge;

/**
 * How prices follow demand.
 *
 * @param smoothing how much of the way to where demand wants it a multiplier goes at a time: from a little more than 0, which is slow, to 1, which is at once
 * @param most what no multiplier is above, at least 1
 */
record PriceRule(double smoothing, double most) {

    static final PriceRule DEFAULT = new PriceRule(0.5, 3);

    private static final double NOBODY_SEES = 0.005;

    PriceRule {
        if (!(smoothing > 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("smoothing must be more than 0 and at most 1, not " + smoothing);
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
