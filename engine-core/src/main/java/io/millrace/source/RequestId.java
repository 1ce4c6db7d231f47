package io.millrace.source;

import java.util.Objects;

/**
 * Which request an {@link Answer} is to. This is all that a pipeline has to carry along of a {@link Request}, and all that state and snapshots have of it; it makes a key, too. Of
 * requests to one source no two have the same id, in whatever process: a job that goes on from a snapshot answers nobody by what it has kept from before.
 *
 * @param source the name of the source that was asked
 * @param attempt the attempt at the job that has taken the question, see {@link io.millrace.operator.TaskContext#attempt}
 * @param number which of the requests to that source it is
 */
public record RequestId(String source, int attempt, long number) {

    /**
     * An id that was made before.
     *
     * @param source the name of the source
     * @param attempt the attempt
     * @param number which it is
     */
    public RequestId {
        Objects.requireNonNull(source, "the source of a request must not be null");
    }

    /**
     * The answer, to be sent to {@link RequestSource#answers}.
     *
     * @param <A> the answers
     * @param value what whoever has asked gets, not null
     * @return the answer
     */
    public <A> Answer<A> answer(A value) {
        return new Answer<>(
                this, Objects.requireNonNull(value, () -> "the answer to request " + this + " must not be null"), null);
    }

    /**
     * Says that there will be no answer, to be sent to {@link RequestSource#answers}.
     *
     * @param <A> the answers
     * @param reason why not: whoever has asked gets it as the message of a {@link RequestFailedException}
     * @return the answer
     */
    public <A> Answer<A> refuse(String reason) {
        return new Answer<>(
                this,
                null,
                Objects.requireNonNull(reason, () -> "the reason to refuse request " + this + " must not be null"));
    }

    @Override
    public String toString() {
        return source + " " + attempt + "-" + number;
    }
}
