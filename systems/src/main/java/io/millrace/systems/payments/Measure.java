package io.millrace.systems.payments;

import java.util.Locale;

/** What a rule measures. */
enum Measure {
    AMOUNT("an amount of %s"),
    TIMES_TYPICAL("%s times what is typical"),
    PAYMENTS("%s payments within a minute"),
    SPENT("%s spent within a minute"),
    COUNTRIES("%s countries within an hour"),
    BLOCKS("%s payments blocked before"),
    SCORE("a score of %s");

    private final String words;

    Measure(String words) {
        this.words = words;
    }

    double of(Facts facts) {
        return switch (this) {
            case AMOUNT -> facts.amount();
            case TIMES_TYPICAL -> facts.timesTypical();
            case PAYMENTS -> (double) facts.payments();
            case SPENT -> facts.spent();
            case COUNTRIES -> facts.countries();
            case BLOCKS -> facts.blocks();
            case SCORE -> facts.score();
        };
    }

    String inWords(double measured) {
        return String.format(Locale.ROOT, words, number(measured));
    }

    static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
