package io.millrace.operator;

/** Does with the events that a function failed on what the user has asked for. */
final class ErrorHandler {

    private final Errors policy;
    private OperatorContext context;
    private Output<DeadLetter> letters;

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
    }
}
