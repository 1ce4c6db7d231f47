package io.millrace.state.log;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The places of one job that may warn often, each with its {@link LimitedLog}. Thread-safe. */
public final class Warnings implements AutoCloseable {

    private final Logger logger;
    private final LongSupplier nanos;
    private final Map<String, LimitedLog> places = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param logger where lines go
     * @param nanos a clock for durations, such as a {@code Clock}'s {@code nanos}
     */
    public Warnings(Logger logger, LongSupplier nanos) {
        this.logger = logger;
        this.nanos = nanos;
    }

    /**
     * The log of a place, one line a second.
     *
     * @param place what tells it from others; the same one always gives the same log
     * @return the log
     */
    public LimitedLog at(String place) {
        return at(place, LimitedLog.INTERVAL);
    }

    /**
     * The log of a place.
     *
     * @param place what tells it from others; the same one always gives the same log
     * @param interval the least time between two lines; the first call for the place decides
     * @return the log
     */
    public LimitedLog at(String place, Duration interval) {
        return places.computeIfAbsent(place, name -> new LimitedLog(logger, interval, nanos));
    }

    /** Has every place say how many lines it has left out since its last one. */
    @Override
    public void close() {
        places.values().forEach(LimitedLog::close);
    }
}
