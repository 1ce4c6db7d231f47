package io.millrace;

/**
 * A way to go on from a keyed stream that another module offers, such as windows.
 *
 * @param <K> the keys that it takes
 * @param <T> the events that it takes
 * @param <S> what it leads to
 */
@FunctionalInterface
public interface KeyedExtension<K, T, S> {

    /**
     * Goes on from a stream.
     *
     * @param upstream the keyed stream
     * @return what can be said next
     */
    S extend(KeyedStream<K, T> upstream);
}
