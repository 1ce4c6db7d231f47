package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One state that expires, of any kind, as a text per key; the time is set by hand. */
final class TtlFixture {
    /** The kinds of state. */
    enum Kind {
        VALUE,
        LIST,
        MAP
    }

    /** What all kinds have in common. */
    interface Cell {
        String get();

        void put(String text);

        void clear();
    }

    private static final KeyHasher<String> HASHER = StableHash.of(null);

    private final Kind kind;
    private long now = StateClock.NONE;
    private long timeOfUse = StateClock.NONE;
    private Ttl ttl;
    private final List<SnapshotFile> files = new ArrayList<>();
    private StateBackend<String> keyed = empty();
    private Cell cell;

    TtlFixture(Kind kind, Ttl ttl) {
        this.kind = kind;
        this.ttl = ttl;
        declare();
    }

    private static StateBackend<String> empty() {
        return StateBackend.written("velocity", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(String.class));
    }

    static Ttl ttl(Ttl.Domain domain, long millis) {
        Duration duration = Duration.ofMillis(millis);
        return domain == Ttl.Domain.EVENT_TIME ? Ttl.eventTime(duration) : Ttl.processingTime(duration);
    }

    StateBackend<String> keyed() {
        return keyed;
    }

    /** Sets both the watermark and the clock. */
    TtlFixture at(long millis) {
        now = millis;
        timeOfUse = millis;
        if (keyed.keepsEventTime()) {
            keyed.eventTime().advance(millis);
        }
        clocks().forEach(clock -> clock.advance(millis));
        return this;
    }

    private List<StateClock> clocks() {
        return List.of(keyed.eventClock(), keyed.processingClock());
    }

    /** Sets the time of the event at hand. */
    TtlFixture event(long timestamp) {
        timeOfUse = Math.max(now, timestamp);
        return this;
    }

    TtlFixture put(String key, String text) {
        if (timeOfUse == StateClock.NONE) {
            keyed.current().set(key, HASHER.hash(key));
        } else {
            keyed.current().setEvent(key, HASHER.hash(key), timeOfUse);
        }
        cell.put(text);
        return this;
    }

    String get(String key) {
        keyed.current().set(key, HASHER.hash(key));
        return cell.get();
    }

    TtlFixture clear(String key) {
        keyed.current().set(key, HASHER.hash(key));
        cell.clear();
        return this;
    }

    /** Removes what has expired, in steps of a few. */
    TtlFixture removeExpired() {
        while (!clock().removeExpired(3)) {
            at(now);
        }
        return this;
    }

    long nextExpiry() {
        return clock().nextExpiry();
    }

    StateClock clock() {
        return ttl.domain() == Ttl.Domain.EVENT_TIME ? keyed.eventClock() : keyed.processingClock();
    }

    /** Takes a snapshot of what has changed since the last one. */
    TtlFixture snapshot() {
        keyed.current().set(null, 0);
        files.add(SnapshotFile.take(keyed, files.isEmpty()));
        return this;
    }

    /** Begins a snapshot, lets something happen, and ends it. */
    TtlFixture snapshotDuring(Runnable action) {
        SnapshotFile file = new SnapshotFile();
        keyed.beginSnapshot(file.writer(), true);
        action.run();
        while (!keyed.writeSnapshot(1)) {
            assertThat(file.writer().isCongested()).isFalse();
        }
        file.finish(keyed);
        files.clear();
        files.add(file);
        return this;
    }

    /** Goes back to the last snapshot. */
    TtlFixture crash() {
        keyed = empty();
        declare();
        try {
            SnapshotFile.restore(keyed, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.clear();
        return this;
    }

    /** As after a restart, with what a last snapshot has kept. */
    TtlFixture restart() {
        return snapshot().crash().at(now);
    }

    /** As after a restart with a new version of the program. */
    TtlFixture restart(Ttl newTtl) {
        ttl = newTtl;
        return restart();
    }

    private void declare() {
        KeyedState<String> states = new KeyedState<>(keyed);
        cell = switch (kind) {
            case VALUE -> value(states.state(ValueSpec.of("text", String.class).ttl(ttl)));
            case LIST -> list(states.state(ListSpec.of("text", String.class).ttl(ttl)));
            case MAP ->
                map(states.state(MapSpec.of("text", Integer.class, String.class).ttl(ttl)));
        };
    }

    private static Cell value(ValueState<String> state) {
        return new Cell() {
            @Override
            public String get() {
                return state.get();
            }

            @Override
            public void put(String text) {
                state.set(text);
            }

            @Override
            public void clear() {
                state.clear();
            }
        };
    }

    private static Cell list(ListState<String> state) {
        return new Cell() {
            @Override
            public String get() {
                return state.isEmpty() ? null : state.elements().get(state.size() - 1);
            }

            @Override
            public void put(String text) {
                state.add(text);
            }

            @Override
            public void clear() {
                state.removeIf(element -> true);
            }
        };
    }

    private static Cell map(MapState<Integer, String> state) {
        return new Cell() {
            @Override
            public String get() {
                return state.get(1);
            }

            @Override
            public void put(String text) {
                state.put(1, text);
            }

            @Override
            public void clear() {
                state.remove(1);
            }
        };
    }
}
