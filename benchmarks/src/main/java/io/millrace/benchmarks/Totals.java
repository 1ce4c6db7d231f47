package io.millrace.benchmarks;

/** A state of the benchmarks: what a user might keep of each key. */
record Totals(long count, double amount, String country) {
    static final Totals NONE = new Totals(0, 0, "DE");

    Totals plus(double more) {
        return new Totals(count + 1, amount + more, country);
    }
}
