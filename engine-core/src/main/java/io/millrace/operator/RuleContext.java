package io.millrace.operator;

import java.time.Instant;

/** The rule that a {@link RulesProcess} is at, valid during the call only; and which instance of it this is. */
public interface RuleContext extends TaskContext {

    /**
     * The event time of the rule; in the order of event time that from which it holds, which is later for one that came
     * too late.
     *
     * @return the time
     * @throws IllegalStateException when the rule has no timestamp
     */
    Instant timestamp();
}
