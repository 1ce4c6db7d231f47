package io.millrace.operator;

import java.util.Objects;

/**
 * A second stream out of an operator. {@link KeyedContext#emit} sends to it, and the operator's stream gives it by
 * {@code sideOutput(...)}.
 *
 * @param <S> its events
 * @param name its name, unique within the operator
 */
public record SideOutput<S>(String name) {

    /**
     * A side output.
     *
     * @param name its name, unique within the operator
     */
    public SideOutput {
        Objects.requireNonNull(name, "name");
    }
}
