package io.millrace.http;

import io.millrace.source.RequestSource;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An endpoint that asks a pipeline: a question is posted as JSON, and the answer is sent as JSON with 200. See {@link Http#ask(String, Ask)}. Immutable: the options return a changed copy.
 *
 * <p>Each request ends: where there is no answer, with 504 when its time is over, with 422 and the reason when the pipeline has refused it, with 429 when too many are open, and with 503 when
 * the job restarts, has failed or is over. Whether the question has had an effect, {@code taken} says: false where it has not, else it is not known.
 *
 * @param <Q> the questions
 * @param <A> the answers
 */
public final class Ask<Q, A> {

    final Settings<Q, A> settings;

    /** What was said; changes in a copy, before that is used. */
    static final class Settings<Q, A> {

        final RequestSource<Q, A> requests;
        final Class<Q> questions;
        Duration timeout = Duration.ofSeconds(10);
        int maxBody = 1 << 20;
        JsonMapper mapper = Json.MAPPER;

        private Settings(RequestSource<Q, A> requests, Class<Q> questions) {
            this.requests = requests;
            this.questions = questions;
        }

        private Settings(Settings<Q, A> from) {
            this(from.requests, from.questions);
            timeout = from.timeout;
            maxBody = from.maxBody;
            mapper = from.mapper;
        }
    }

    private Ask(Settings<Q, A> settings) {
        this.settings = settings;
    }

    private Ask<Q, A> changed(Consumer<Settings<Q, A>> change) {
        Settings<Q, A> copy = new Settings<>(settings);
        change.accept(copy);
        return new Ask<>(copy);
    }

    /**
     * Questions are asked of a source of requests.
     *
     * @param <Q> the questions
     * @param <A> the answers
     * @param requests the source
     * @param questions the class of the questions
     * @return the endpoint
     */
    public static <Q, A> Ask<Q, A> of(RequestSource<Q, A> requests, Class<Q> questions) {
        Objects.requireNonNull(requests, "the source of requests must not be null");
        Objects.requireNonNull(questions, "the class of the questions must not be null");
        return new Ask<>(new Settings<>(requests, questions));
    }

    /**
     * Sets how long an answer may take, by the engine's clock.
     *
     * @param most positive; 10 seconds unless set
     * @return the changed endpoint
     */
    public Ask<Q, A> timeout(Duration most) {
        if (most.isNegative() || most.isZero()) {
            throw new IllegalArgumentException("an answer cannot come within " + most + "; give a positive timeout");
        }
        return changed(copy -> copy.timeout = most);
    }

    /**
     * Sets how long a question may be; longer ones are refused with 413.
     *
     * @param bytes from 1 to 32 MiB; 1 MiB unless set
     * @return the changed endpoint
     */
    public Ask<Q, A> maxBody(int bytes) {
        if (bytes < 1 || bytes > 32 << 20) {
            throw new IllegalArgumentException("a body may have 1 byte to 32 MiB, not " + bytes);
        }
        return changed(copy -> copy.maxBody = bytes);
    }

    /**
     * Reads questions that have fields which their class does not know, without these. Unless set they are refused.
     *
     * @return the changed endpoint
     */
    public Ask<Q, A> ignoringUnknownFields() {
        return mapper(settings.mapper
                .rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    /**
     * Sets how JSON is read and written. Unless set it is read as {@link Ingest#mapper} says.
     *
     * @param json reads and writes it
     * @return the changed endpoint
     */
    public Ask<Q, A> mapper(JsonMapper json) {
        Objects.requireNonNull(json, "the mapper must not be null");
        return changed(copy -> copy.mapper = json);
    }
}
