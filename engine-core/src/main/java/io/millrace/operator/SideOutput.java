package io.millrace.operator;

import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.util.Objects;

/**
 * A second stream out of an operator. {@link KeyedContext#emit} sends to it, and the operator's stream gives it by
 * {@code sideOutput(...)}.
 *
 * @param <S> its events
 * @param name its name, unique within the operator
 * @param type the type of its events
 */
public record SideOutput<S>(String name, Type<S> type) implements Serializable {

    /** The name of the side output of events that come too late, of an operator that reads one stream of events. */
    public static final String LATE = "late";

    /** The name of the side output of late events of the left of several streams. */
    public static final String LATE_LEFT = "late left";

    /** The name of the side output of late events of the right of several streams. */
    public static final String LATE_RIGHT = "late right";

    /** Checks that both are there. */
    public SideOutput {
        Objects.requireNonNull(name, "the name of a side output must not be null");
        Objects.requireNonNull(type, "the type of a side output must not be null");
    }

    /**
     * A side output.
     *
     * @param <S> its events
     * @param name its name, unique within the operator
     * @param type the class of its events
     * @return the side output
     */
    public static <S> SideOutput<S> of(String name, Class<S> type) {
        return new SideOutput<>(name, Type.of(type));
    }
}
