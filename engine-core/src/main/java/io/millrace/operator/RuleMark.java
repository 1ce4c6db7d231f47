package io.millrace.operator;

import java.io.Serializable;

/**
 * What is told of a stream of rules that goes by event time: a rule, or how far the time of rules has come, or that they are
 * silent.
 *
 * @param rule the rule, null where it is about time
 * @param time from which the rule holds; or up to which all rules have come
 * @param late whether the rule came too late to hold from its own time
 */
record RuleMark(Object rule, long time, boolean late) implements Serializable {

    private static final long serialVersionUID = 1;

    /** No rule is under way. */
    static final RuleMark SILENT = new RuleMark(null, Long.MIN_VALUE, false);

    static RuleMark upTo(long time) {
        return new RuleMark(null, time, false);
    }

    boolean isSilence() {
        return rule == null && time == Long.MIN_VALUE;
    }
}
