package io.millrace.runtime.schedule;

import java.util.concurrent.Executor;

/** Makes threads for what operators do that blocks. */
@FunctionalInterface
public interface Helpers {

    /**
     * Threads of one operator.
     *
     * @param name whose they are
     * @param most how many there may be
     */
    Executor of(String name, int most);
}
