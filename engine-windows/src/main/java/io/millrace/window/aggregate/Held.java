package io.millrace.window.aggregate;

/** The accumulator of an aggregate that chooses one event: that event, or null as long as there was none. */
final class Held<T> {

    T event;
}
