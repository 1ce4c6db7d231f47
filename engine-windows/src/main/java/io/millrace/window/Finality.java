package io.millrace.window;

/**
 * Whether windows have results that are known to be the last ones.
 *
 * @param name the name of the windows
 * @param emit when they emit
 * @param allowsLateness whether late events give further results
 */
record Finality(String name, Emit<?> emit, boolean allowsLateness) {

    void check() {
        if (emit.updates(allowsLateness).isEmpty()) {
            return;
        }
        if (!emit.isWholeAtEnd()) {
            throw new IllegalStateException("window '" + name + "' has no final results: what it emits " + emit
                    + " is at no time the whole at the end; say Emit.atEnd(), or Emit.every(...) without discarding()");
        }
        if (allowsLateness) {
            throw new IllegalStateException(
                    "window '" + name + "' has no final results: with allowedLateness(...) another"
                            + " may always follow. Leave it out, and have the watermarks wait longer instead; or have the"
                            + " next window keep the latest of each, with Aggregates.latestBy(...)");
        }
    }
}
