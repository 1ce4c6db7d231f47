package io.millrace.spring.boot;

import java.util.function.BiFunction;

/** Properties are null where nothing was said. */
final class Said {

    private Said() {}

    /** What was said, of one pipeline or else of all. */
    static <T> T first(T own, T shared) {
        return own == null ? shared : own;
    }

    static <T> T or(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    static <O, T> O apply(O options, T value, BiFunction<O, T, O> with) {
        return value == null ? options : with.apply(options, value);
    }
}
