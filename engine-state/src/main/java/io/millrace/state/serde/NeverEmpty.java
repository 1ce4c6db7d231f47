package io.millrace.state.serde;

/**
 * A serde whose values take a byte at least, so that no more of them can be in a collection than bytes are left. Of
 * others each value in a collection is written behind a byte of its own.
 */
interface NeverEmpty<T> extends Serde<T> {

    /** Whether it is so. */
    default boolean takesBytes() {
        return true;
    }

    /** Whether values of a serde are known to take a byte at least. */
    static boolean is(Serde<?> serde) {
        return serde instanceof NeverEmpty<?> known && known.takesBytes();
    }
}
