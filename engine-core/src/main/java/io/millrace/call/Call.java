package io.millrace.call;

/** A call that is under way, over all its tries. Kept by {@link Calls}, and used again for others. */
class Call<Q> extends Chain.Link<Call<Q>> {

    private Q question;
    private long askedNanos;
    private int tries;
    private Throwable lastFailure;

    /** The try that is waited for, or null. */
    private CallTry<Q> awaited;

    final Q question() {
        return question;
    }

    final long askedNanos() {
        return askedNanos;
    }

    final int tries() {
        return tries;
    }

    final Throwable lastFailure() {
        return lastFailure;
    }

    final CallTry<Q> awaited() {
        return awaited;
    }

    final void await(CallTry<Q> answer) {
        awaited = answer;
    }

    final void begin(Q newQuestion, long nanos) {
        question = newQuestion;
        askedNanos = nanos;
        tries = 0;
        lastFailure = null;
    }

    final void tried() {
        tries++;
    }

    final void failed(Throwable failure) {
        lastFailure = failure;
    }

    final void end() {
        question = null;
        lastFailure = null;
        awaited = null;
    }
}
