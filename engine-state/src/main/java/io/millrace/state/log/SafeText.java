package io.millrace.state.log;

/**
 * What objects of the user's say about themselves, for messages. Their methods may throw anything, recurse without end
 * or return null, which must not hide what the message is about.
 */
public final class SafeText {

    private static final int DEEPEST_CAUSE = 100;

    private SafeText() {}

    /**
     * The text of an object, or its class and why there is none.
     *
     * @param value the object, or null
     * @return never null
     */
    public static String of(Object value) {
        try {
            return String.valueOf(String.valueOf(value));
        } catch (Throwable e) {
            return value.getClass().getName() + " (its toString failed)";
        }
    }

    /**
     * The message of an exception, or its class when it has none.
     *
     * @param error the exception
     * @return never null
     */
    public static String message(Throwable error) {
        try {
            String message = error.getMessage();
            return message == null ? error.getClass().getName() : message;
        } catch (Throwable e) {
            return error.getClass().getName() + " (its getMessage failed)";
        }
    }

    /**
     * The cause of an exception.
     *
     * @param error the exception
     * @return null when it has none, or cannot tell it
     */
    public static Throwable causeOf(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    /**
     * Finds an exception of a type among an exception and its causes, which may form a circle.
     *
     * @param <T> the type
     * @param error the exception
     * @param type the class looked for
     * @return the outermost one, or null
     */
    public static <T extends Throwable> T find(Throwable error, Class<T> type) {
        Throwable e = error;
        for (int depth = 0; e != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            e = causeOf(e);
        }
        return null;
    }

    /**
     * Adds one exception to another as suppressed, unless it is the same one.
     *
     * @param first the one to add to
     * @param later the one to add
     */
    public static void suppress(Throwable first, Throwable later) {
        if (first != later) {
            first.addSuppressed(later);
        }
    }
}
