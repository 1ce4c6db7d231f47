package io.millrace.benchmarks.compare;

/**
 * A turn and what it has found.
 *
 * @param turn which one
 * @param answer of its fork
 */
record Measurement(Turn turn, Answer answer) {

    Case what() {
        return turn.what();
    }

    Answer.Conditions conditions() {
        return answer.conditions();
    }

    /** Millions of events per second. */
    double speed() {
        return answer.events() / answer.time().seconds() / 1e6;
    }

    /** Nanoseconds of processors per event, those of compilers and collectors included. */
    double cpuNanos() {
        return answer.time().cpuSeconds() * 1e9 / answer.events();
    }
}
