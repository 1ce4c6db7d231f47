package io.millrace.systems.payments;

import java.util.List;

/**
 * What is to become of payments of which something is above a limit.
 *
 * @param id which rule it is: one that comes with the same id takes its place
 * @param measure what is measured
 * @param above the limit
 * @param action what is to be done; {@link Action#ALLOW} is to have no such rule
 */
record Rule(String id, Measure measure, double above, Action action) {

    /** Those that hold unless others have come. */
    static final List<Rule> DEFAULTS = List.of(
            new Rule("large", Measure.AMOUNT, 5_000, Action.REVIEW),
            new Rule("unusual", Measure.TIMES_TYPICAL, 10, Action.REVIEW),
            new Rule("burst", Measure.PAYMENTS, 5, Action.BLOCK),
            new Rule("spree", Measure.SPENT, 10_000, Action.REVIEW),
            new Rule("travel", Measure.COUNTRIES, 2, Action.REVIEW),
            new Rule("doubt", Measure.SCORE, 0.7, Action.REVIEW),
            new Rule("model", Measure.SCORE, 0.9, Action.BLOCK),
            new Rule("blocked-before", Measure.BLOCKS, 0, Action.BLOCK));

    Rule {
        Texts.checked("id", id);
    }

    boolean holds(Facts facts) {
        return measure.of(facts) > above;
    }

    String reason(Facts facts) {
        return id + ": " + measure.inWords(measure.of(facts)) + ", more than " + Measure.number(above);
    }
}
