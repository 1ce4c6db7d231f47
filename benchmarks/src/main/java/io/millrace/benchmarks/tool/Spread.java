package io.millrace.benchmarks.tool;

import java.util.List;
import java.util.Locale;

/**
 * Several figures of the same thing.
 *
 * @param middle what stands for all
 * @param min the least
 * @param max the greatest
 */
public record Spread(double middle, double min, double max) {

    /**
     * Around the median.
     *
     * @param figures at least one
     * @return the spread
     */
    public static Spread median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        double middle = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(middle, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /**
     * Around the geometric mean, which suits ratios: that of the inverses is its inverse.
     *
     * @param ratios at least one, all above 0
     * @return the spread
     */
    public static Spread geometricMean(List<Double> ratios) {
        double logs = ratios.stream().mapToDouble(Math::log).average().orElseThrow();
        return new Spread(
                Math.exp(logs),
                ratios.stream().mapToDouble(ratio -> ratio).min().orElseThrow(),
                ratios.stream().mapToDouble(ratio -> ratio).max().orElseThrow());
    }

    /**
     * A figure with three digits or more, whatever its size.
     *
     * @param figure 0 or more
     * @return such as 0.00123, 1.23 or 1234
     */
    public static String digits(double figure) {
        if (figure == 0 || figure >= 100) {
            return String.format(Locale.ROOT, "%.0f", figure);
        }
        int decimals = 2 - (int) Math.floor(Math.log10(figure));
        return String.format(Locale.ROOT, "%." + decimals + "f", figure);
    }

    /**
     * From the least to the greatest.
     *
     * @return such as {@code 1.21 - 1.25}
     */
    public String range() {
        return digits(min) + " - " + digits(max);
    }
}
