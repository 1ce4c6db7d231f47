package io.millrace.examples.fraud;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The rules, and what follows from their alerts. */
public enum Rule {
    /** A transaction of more than 1000. */
    HIGH_VALUE,
    /** More than 3 transactions of a user within a window of 5 minutes. */
    HIGH_VELOCITY,
    /** More than one country in a user's session. */
    MULTIPLE_COUNTRIES;

    private static final Set<Action> REVIEW = Collections.unmodifiableSet(EnumSet.of(Action.FLAG_FOR_REVIEW));
    private static final Set<Action> BLOCK =
            Collections.unmodifiableSet(EnumSet.of(Action.BLOCK_NEXT_TRANSACTION, Action.NOTIFY_USER));

    /**
     * What is to be done about an alert of this rule.
     *
     * @return the actions, in the order of their declaration
     */
    public Set<Action> actions() {
        return this == HIGH_VALUE ? REVIEW : BLOCK;
    }
}
