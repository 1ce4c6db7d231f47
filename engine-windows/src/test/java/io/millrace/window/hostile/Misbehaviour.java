package io.millrace.window.hostile;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How a method of the user's goes wrong. */
enum Misbehaviour {
    NULL(() -> null),
    EXCEPTION(() -> new IllegalStateException(Misbehaviour.PURPOSE)),
    CHECKED(() -> new InstantiationException(Misbehaviour.PURPOSE)),
    IO(() -> new IOException(Misbehaviour.PURPOSE)),
    ASSERTION(() -> new AssertionError(Misbehaviour.PURPOSE)),
    LINKAGE(() -> new LinkageError(Misbehaviour.PURPOSE)),
    ERROR(() -> new Error(Misbehaviour.PURPOSE)),
    MEMORY(() -> new OutOfMemoryError(Misbehaviour.PURPOSE)),
    OVERFLOW(() -> new StackOverflowError(Misbehaviour.PURPOSE)),
    MUTE(Mute::new),
    CIRCLE(Misbehaviour::circle),
    AGAIN(new Supplier<>() {
        private final IllegalStateException same = new IllegalStateException(Misbehaviour.PURPOSE);

        @Override
        public Throwable get() {
            return same;
        }
    });

    static final String PURPOSE = "broken on purpose";

    @SuppressWarnings("ImmutableEnumChecker") // all of them are fixed here
    private final Supplier<Throwable> thrown;

    Misbehaviour(Supplier<Throwable> thrown) {
        this.thrown = thrown;
    }

    /** What is thrown; null when it returns null instead. */
    Throwable thrown() {
        return thrown.get();
    }

    /** What a message has to tell about it. */
    String text() {
        return switch (this) {
            case NULL -> "null";
            case MUTE -> "Mute";
            default -> PURPOSE;
        };
    }

    /** Whether a method says that it throws such a thing. */
    boolean isDeclaredBy(Method method) {
        Throwable thrown = thrown();
        return !(thrown instanceof Exception)
                || thrown instanceof RuntimeException
                || Stream.of(method.getExceptionTypes()).anyMatch(type -> type.isInstance(thrown));
    }

    private static Throwable circle() {
        IllegalStateException one = new IllegalStateException(PURPOSE);
        one.initCause(new IllegalStateException(PURPOSE, one));
        return one;
    }

    /** An exception that can tell nothing about itself. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new LinkageError("no message");
        }

        @Override
        public String toString() {
            throw new StackOverflowError("no text");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new LinkageError("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new LinkageError("no trace");
        }

        @Override
        public boolean equals(Object other) {
            throw new LinkageError("no equality");
        }

        @Override
        public int hashCode() {
            throw new LinkageError("no hash");
        }
    }
}
