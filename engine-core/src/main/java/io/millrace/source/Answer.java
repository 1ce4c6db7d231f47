package io.millrace.source;

import java.util.Objects;

/**
 * An answer to a request, or why there is none: {@link Request#answer} and {@link Request#refuse} make it, and {@link RequestSource#answers} gives it to whoever has asked.
 *
 * @param <A> the answers
 * @param request which request it is to
 * @param value the answer, or null where there is none
 * @param refusal why there is none, or null where there is one
 */
public record Answer<A>(RequestId request, A value, String refusal) {

    /**
     * An answer, or a refusal.
     *
     * @param request which request it is to
     * @param value the answer, or null
     * @param refusal why there is none, or null
     */
    public Answer {
        Objects.requireNonNull(request, "the request of an answer must not be null");
        if ((value == null) == (refusal == null)) {
            throw new IllegalArgumentException("an answer has either a value or a reason why there is none; that to "
                    + request + " has " + (value == null ? "neither" : "both"));
        }
    }
}
