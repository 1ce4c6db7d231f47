package io.millrace.systems.payments;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What a rule measures. */
enum Measure {
    AMOUNT("an amount of %s", Facts::amount),
    TIMES_TYPICAL("%s times what is typical", Facts::timesTypical),
    PAYMENTS("%s payments within a minute", Facts::payments),
    SPENT("%s spent within a minute", Facts::spent),
    COUNTRIES("%s countries within an hour", Facts::countries),
    BLOCKS("%s payments blocked before", Facts::blocks),
    SCORE("a score of %s", Facts::score);

    private final String words;
    @SuppressWarnings("ImmutableEnumChecker") // the functions are all here
    private final ToDoubleFunction<Facts> value;

    Measure(String words, ToDoubleFunction<Facts> value) {
        this.words = words;
        this.value = value;
    }

    double of(Facts facts) {
        return value.applyAsDouble(facts);
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
