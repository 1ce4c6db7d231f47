package io.millrace.call;

import io.millrace.function.Fn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A service that answers when the test says so. */
final class Service<Q, V> {

    /** What it has been asked, over all attempts. */
    final List<Q> asked = new ArrayList<>();

    private final List<CompletableFuture<V>> answers = new ArrayList<>();

    Fn<Q, CompletionStage<V>> function() {
        return question -> {
            CompletableFuture<V> answer = new CompletableFuture<>();
            asked.add(question);
            answers.add(answer);
            return answer;
        };
    }

    /** Answers the call of a number, from 0 in the order in which they came. */
    Service<Q, V> answer(int call, V value) {
        answers.get(call).complete(value);
        return this;
    }

    Service<Q, V> fail(int call, Throwable error) {
        answers.get(call).completeExceptionally(error);
        return this;
    }

    boolean isCancelled(int call) {
        return answers.get(call).isCancelled();
    }
}
