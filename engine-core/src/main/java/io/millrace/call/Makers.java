package io.millrace.call;

import io.millrace.function.Fn;
import io.millrace.operator.OperatorContext;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** How a function of the user's is called. */
final class Makers {

    private Makers() {}

    /** @param blocks whether the function gives the answer itself, and blocks until it has it */
    static <Q> Calls.Maker<Q> of(Fn<? super Q, ?> function, boolean blocks, OperatorContext context, CallOptions how) {
        return blocks ? blocking(function, context.executor(how.inFlight())) : async(function);
    }

    /** It says itself when there is an answer. */
    private static <Q> Calls.Maker<Q> async(Fn<? super Q, ?> function) {
        return (question, answer) -> {
            CompletionStage<?> stage = (CompletionStage<?>) Objects.requireNonNull(
                    function.apply(question), "the function returned null in place of a CompletionStage");
            stage.whenComplete(answer);
        };
    }

    /** A thread of the executor calls it, and waits for the answer. */
    private static <Q> Calls.Maker<Q> blocking(Fn<? super Q, ?> function, Executor executor) {
        return (question, answer) -> {
            Work work = new Work(function, question, answer);
            answer.doneBy(work);
            executor.execute(work);
        };
    }

    private static final class Work extends FutureTask<Object> {

        private final CallTry<?> answer;

        <Q> Work(Fn<? super Q, ?> function, Q question, CallTry<Q> answer) {
            super(() -> function.apply(question));
            this.answer = answer;
        }

        @Override
        protected void done() {
            if (isCancelled()) {
                return;
            }
            try {
                answer.accept(get(), null);
            } catch (ExecutionException e) {
                answer.accept(null, e.getCause());
            } catch (InterruptedException e) {
                // It is done, so nobody waits; the interrupt was meant for what is over.
                answer.accept(null, e);
            }
        }
    }
}
