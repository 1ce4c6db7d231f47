package io.millrace.systems.payments;

import java.util.ArrayList;
import java.util.List;

/**
 * A payment that was decided, and by what.
 *
 * @param evidence what others said
 * @param facts what the rules looked at
 * @param outcome what was answered
 */
record Decision(Evidence evidence, Facts facts, Outcome outcome) {

    /** The strictest of all rules that hold. */
    static Decision of(Evidence evidence, Facts facts) {
        Action action = Action.ALLOW;
        List<String> reasons = new ArrayList<>();
        for (Rule rule : evidence.rules()) {
            if (rule.holds(facts)) {
                action = rule.action().compareTo(action) > 0 ? rule.action() : action;
                reasons.add(rule.reason(facts));
            }
        }
        if (!evidence.modelAnswered()) {
            reasons.add("the model has not answered in time: scored by the amount alone");
        }
        return new Decision(evidence, facts, new Outcome(evidence.paymentId(), action, reasons));
    }

    String user() {
        return evidence.user();
    }

    String paymentId() {
        return evidence.paymentId();
    }
}
