package io.millrace.operator;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics.Counter;

/** Does with the events that a function failed on what the user has asked for. */
final class ErrorHandler {

    private final Errors policy;
    private OperatorContext context;
    private Output<DeadLetter> letters;

    /** Of events that were bad; null where the first one fails the job. */
    private Counter failed;

    ErrorHandler(Errors policy) {
        this.policy = policy;
    }

    void open(OperatorContext operatorContext) {
        context = operatorContext;
        if (policy.metric() != null) {
            failed = context.metrics().counter(policy.metric());
        }
        if (policy.sendsDeadLetters()) {
            letters = context.sideOutput(DeadLetter.OUTPUT);
        }
    }

    /** Returns when the event is done with, and throws what fails the job otherwise. */
    void handle(Throwable error, Object event, long timestamp) {
        policy.handle(context, error, event, timestamp).ifPresent(letter -> letters.emit(letter, timestamp));
    }

    /** The account, and the events that were bad. */
    Account account(Account others) {
        return failed == null
                ? others
                : others.with(letters == null ? Account.SKIPPED : Account.DEAD_LETTERS, failed.value());
    }
}
