package io.millrace.operator;

import io.millrace.metrics.Counter;
import io.millrace.state.log.SafeText;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Optional;

/** Does with the events that a function failed on what the user has asked for. */
final class ErrorHandler {

    private final Errors policy;
    private OperatorContext context;
    private Counter counter;
    private Output<DeadLetter> letters;

    ErrorHandler(Errors policy) {
        this.policy = policy;
    }

    void open(OperatorContext operatorContext) {
        context = operatorContext;
        if (policy.metric() != null) {
            counter = context.metrics().counter(policy.metric());
        }
        if (policy.sendsDeadLetters()) {
            letters = context.sideOutput(DeadLetter.OUTPUT);
        }
    }

    /** Returns when the event is done with, and throws what fails the job otherwise. */
    void handle(Throwable error, Object event, long timestamp) {
        if (counter == null || !isAboutTheEvent(error)) {
            throw context.failure(error, null, event, timestamp);
        }
        counter.add(1);
        if (letters != null) {
            letters.emit(letter(error, event, timestamp), timestamp);
        }
    }

    private static boolean isAboutTheEvent(Throwable error) {
        boolean isException = error instanceof Exception && !(error instanceof InterruptedException);
        // How deep a function goes is up to its event.
        return isException || error instanceof StackOverflowError;
    }

    private DeadLetter letter(Throwable error, Object event, long timestamp) {
        return new DeadLetter(
                context.operator(),
                SafeText.of(event),
                SafeText.of(error),
                timestamp == EventTime.NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(timestamp)));
    }
}
