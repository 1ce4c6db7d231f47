package io.millrace.benchmarks.rival;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Questions on their way to a system that has no requests of its own, and its answers on their way back: what such a system needs besides a source and a sink. Static, as some systems
 * serialize these. One thread asks, one takes, one answers.
 */
public final class Questions {

    /** There is none. */
    public static final long NONE = -1;

    private static final int MOST = 1 << 16;
    private static final AtomicReferenceArray<CompletableFuture<Long>> ANSWERS = new AtomicReferenceArray<>(MOST);
    private static final long[] VALUES = new long[MOST];

    /** How many have been asked; written by whoever asks, behind the question. */
    private static volatile long asked;

    /** Written by whoever takes them. */
    private static long taken;

    private Questions() {}

    /**
     * Asks.
     *
     * @param value the question
     * @return completes with the answer
     */
    public static CompletableFuture<Long> ask(long value) {
        long number = asked;
        int place = (int) number & (MOST - 1);
        CompletableFuture<Long> answer = new CompletableFuture<>();
        if (!ANSWERS.compareAndSet(place, null, answer)) {
            throw new IllegalStateException(MOST + " questions have not been answered");
        }
        VALUES[place] = value;
        asked = number + 1;
        return answer;
    }

    /**
     * Takes a question.
     *
     * @return its number, or {@link #NONE}
     */
    public static long take() {
        return taken < asked ? taken++ : NONE;
    }

    /**
     * A question that was taken.
     *
     * @param number its number
     * @return what was asked
     */
    public static long value(long number) {
        return VALUES[(int) number & (MOST - 1)];
    }

    /**
     * Answers a question.
     *
     * @param number its number
     * @param value the answer
     */
    public static void answer(long number, long value) {
        ANSWERS.getAndSet((int) number & (MOST - 1), null).complete(value);
    }
}
