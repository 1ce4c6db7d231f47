package io.millrace.operator;

import io.millrace.metrics.Account;

/** Does with the events that a function failed on what the user has asked for. */
final class ErrorHandler {

    private final Errors policy;
    private OperatorContext context;
    private Output<DeadLetter> letters;
    private long failed;

    ErrorHandler(Errors policy) {
        this.policy = policy;
    }

    void open(OperatorContext operatorContext) {
        context = operatorContext;
        if (policy.metric() != null) {
            context.metrics().counter(policy.metric());
        }
        if (policy.sendsDeadLetters()) {
            letters = context.sideOutput(DeadLetter.OUTPUT);
        }
    }

    /** Returns when the event is done with, and throws what fails the job otherwise. */
    void handle(Throwable error, Object event, long timestamp) {
        policy.handle(context, error, event, timestamp).ifPresent(letter -> letters.emit(letter, timestamp));
        failed++;
    }

    /** The account, and the events that were bad. */
    Account account(Account others) {
        return policy.metric() == null
                ? others
                : others.with(letters == null ? Account.SKIPPED : Account.DEAD_LETTERS, failed);
    }
}
