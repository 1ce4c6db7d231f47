package io.millrace.source;

import java.util.Objects;

/**
 * A question on its way through a pipeline: an event of a {@link RequestSource}. Whatever becomes of it there, {@link #answer} makes of its id the answer that goes to
 * {@link RequestSource#answers}. It can be written: the types of questions that are told to {@link Sources#requests(int, Class, Class)} make it one of a known type.
 *
 * @param <Q> the questions
 * @param id which request it is
 * @param millis when the pipeline has taken it: the time of day by the engine's clock, which never goes back within an attempt. Good for {@code
 *     timestamps(Timestamps.millis(Request::millis), Watermarks.ascending())}
 * @param question what was asked
 */
public record Request<Q>(RequestId id, long millis, Q question) {

    /**
     * A request, as the source makes it.
     *
     * @param id which it is
     * @param millis its time, in milliseconds since the epoch
     * @param question what was asked
     */
    public Request {
        Objects.requireNonNull(id, "the id of a request must not be null");
        Objects.requireNonNull(question, "the question of a request must not be null");
    }

    /**
     * The answer, to be sent to {@link RequestSource#answers}.
     *
     * @param <A> the answers
     * @param value what whoever has asked gets, not null
     * @return the answer
     */
    public <A> Answer<A> answer(A value) {
        return id.answer(value);
    }

    /**
     * Says that there will be no answer, to be sent to {@link RequestSource#answers}.
     *
     * @param <A> the answers
     * @param reason why not: whoever has asked gets it as the message of a {@link RequestFailedException}
     * @return the answer
     */
    public <A> Answer<A> refuse(String reason) {
        return id.refuse(reason);
    }
}
