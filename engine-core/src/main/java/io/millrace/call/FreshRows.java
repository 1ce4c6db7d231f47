package io.millrace.call;

import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was looked up a short while ago, of the keys that were asked for last. */
final class FreshRows<Q> {

    private final int most;
    private final long freshNanos;
    private final Map<Q, Row> rows;
    private Clock clock;

    private record Row(Object value, long loadedNanos) {}

    FreshRows(int most, Duration freshFor) {
        this.most = most;
        freshNanos = Times.nanos(freshFor);
        rows = new LinkedHashMap<>(16, 0.75f, true);
    }

    void open(Clock newClock) {
        clock = newClock;
    }

    /** Null where there is none that is fresh. */
    Object get(Q key) {
        Row row = rows.get(key);
        if (row == null) {
            return null;
        }
        if (clock.nanos() - row.loadedNanos() >= freshNanos) {
            rows.remove(key);
            return null;
        }
        return row.value();
    }

    void put(Q key, Object value) {
        rows.put(key, new Row(value, clock.nanos()));
        if (rows.size() > most) {
            Iterator<Q> leastRecent = rows.keySet().iterator();
            leastRecent.next();
            leastRecent.remove();
        }
    }
}
