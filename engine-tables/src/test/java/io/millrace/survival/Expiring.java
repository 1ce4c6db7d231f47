package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.state.Ttl;
import io.millrace.table.TableChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A table whose rows end by themselves. When they do is up to watermarks, or to the clock; so it is told by the table itself, and
 * checked: whether each might end then, and that none is left that had to.
 *
 * @param flow what it is made of
 * @param rowOrNull from event to row
 * @param ttl by which rows end
 * @param millis the time to live
 */
record Expiring(Flow flow, UnaryOperator<Event> rowOrNull, Ttl ttl, long millis) {

    /** A change, with its timestamp and the watermark that had come by the table until then. */
    record Told(TableChange<?, ?> change, long timestamp, long watermark) {

        private Event before() {
            return (Event) change.before();
        }

        private Event after() {
            return (Event) change.after();
        }
    }

    /** What a key is from a time on. */
    record Version(int key, long time, Event row) {}

    static Expiring inEventTime(Flow flow, UnaryOperator<Event> rowOrNull, long millis) {
        return new Expiring(flow, rowOrNull, Ttl.eventTime(Duration.ofMillis(millis)), millis);
    }

    static Expiring byClock(Flow flow, UnaryOperator<Event> rowOrNull, long millis) {
        return new Expiring(flow, rowOrNull, Ttl.processingTime(Duration.ofMillis(millis)), millis);
    }

    /** Behind the table, in its task. */
    static final class Witness implements Operator<TableChange<Integer, Event>, Told> {

        private long watermark = Long.MIN_VALUE;

        @Override
        public boolean process(int input, Batch<TableChange<Integer, Event>> batch, Output<Told> out) {
            for (int row = 0; row < batch.size(); row++) {
                out.emit(new Told(batch.value(row), batch.timestamp(row), watermark), batch.timestamp(row));
            }
            return true;
        }

        @Override
        public boolean onWatermark(long newWatermark, Output<Told> out) {
            watermark = newWatermark;
            return true;
        }
    }

    static List<Told> told(List<?> results) {
        return results.stream().map(Told.class::cast).toList();
    }

    static List<TableChange<?, ?>> changes(List<?> results) {
        List<TableChange<?, ?>> changes = new ArrayList<>();
        told(results).forEach(told -> changes.add(told.change));
        return changes;
    }

    /** The versions of all keys by time; of those at one time in the order in which they come. */
    static List<Version> versions(Flow flow, UnaryOperator<Event> rowOrNull, List<?> results) {
        List<Version> versions = new ArrayList<>();
        flow.events().forEach(event -> versions.add(new Version(event.key(), event.time(), rowOrNull.apply(event))));
        for (Told told : told(results)) {
            Version end = new Version((Integer) told.change.key(), told.timestamp, null);
            if (told.change.after() == null && !versions.contains(end)) {
                versions.add(end);
            }
        }
        versions.sort(Comparator.comparingLong(Version::time));
        return versions;
    }

    /**
     * Goes through what has come and what was told of it, key by key.
     *
     * @param latest the latest time that anything has
     * @return how many rows have ended by themselves
     */
    int check(List<?> results, long latest, Object run) {
        Map<Integer, List<Told>> told = new HashMap<>();
        told(results)
                .forEach(each -> told.computeIfAbsent((Integer) each.change.key(), key -> new ArrayList<>())
                        .add(each));
        Map<Integer, Life> lives = new HashMap<>();
        for (Event event : flow.events()) {
            lives.computeIfAbsent(event.key(), key -> new Life(told.getOrDefault(key, List.of()), run))
                    .next(event);
        }
        int ended = 0;
        for (Life life : lives.values()) {
            life.end(latest);
            ended += life.ended;
        }
        assertThat(lives.keySet()).as("%s in %s", told, run).containsAll(told.keySet());
        return ended;
    }

    /** A key from its first event on. */
    private final class Life {

        private final List<Told> told;
        private final Object run;
        private int at;
        private Event row;
        private long use;
        private int ended;

        private Life(List<Told> told, Object run) {
            this.told = told;
            this.run = run;
        }

        private void next(Event event) {
            Event after = rowOrNull.apply(event);
            if (isToldToEnd() && (byClock() ? !deletes(event, after) : event.time() > use + millis)) {
                at++;
                row = null;
                ended++;
            }
            if (!Objects.equals(row, after)) {
                Told change = at < told.size() ? told.get(at++) : null;
                assertThat(change).as("the change by %s in %s", event, run).isNotNull();
                assertThat(change.change)
                        .as("the change by %s in %s", event, run)
                        .isEqualTo(new TableChange<>(event.key(), row, after));
                assertThat(change.timestamp).as("that of %s in %s", event, run).isEqualTo(event.time());
                if (row != null && !byClock()) {
                    assertThat(change.watermark)
                            .as("what had come before %s, when %s should have ended, in %s", event, row, run)
                            .isLessThan(use + millis);
                }
            }
            use = row == null ? event.time() : Math.max(use, event.time());
            row = after;
        }

        /** Whether the event may have been what is told next; by the clock, an end of the same time does not differ from that. */
        private boolean deletes(Event event, Event after) {
            return after == null && told.get(at).timestamp == event.time();
        }

        /** Whether that the row has ended is told next, at the time when it has to. */
        private boolean isToldToEnd() {
            if (row == null || at == told.size()) {
                return false;
            }
            Told next = told.get(at);
            return next.after() == null && row.equals(next.before()) && (byClock() || next.timestamp == use + millis);
        }

        private void end(long latest) {
            if (isToldToEnd() && (byClock() || use + millis <= latest)) {
                at++;
                ended++;
            }
            assertThat(told.subList(at, told.size()))
                    .as("what nothing explains in %s", run)
                    .isEmpty();
        }
    }

    boolean byClock() {
        return ttl.domain() == Ttl.Domain.PROCESSING_TIME;
    }
}
