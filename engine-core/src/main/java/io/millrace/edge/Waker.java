package io.millrace.edge;

/** Wakes a task that may be parked. Cheap when it is not; callable from any thread. */
@FunctionalInterface
public interface Waker {

    void wake();
}
