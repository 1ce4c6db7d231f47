package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.TimerQueue;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done for each event allocates nothing. */
class HotPathAllocationTest {
    private static final int KEYS = 1_000;
    private static final int EVENTS = 200_000;

    record Route(String from, int number, long distance) {}

    private static final class Counter {
        long count;
    }

    private final KeyedState<String> keyed =
            new KeyedState<>(StateBackend.unwritten("counts", KeyGroupRange.ALL, SerdeRegistry.standard()));
    private final String[] keys =
            IntStream.range(0, KEYS).mapToObj(i -> "key " + i).toArray(String[]::new);
    private final int[] hashes =
            Stream.of(keys).mapToInt(StableHash.<String>of(null)::hash).toArray();

    private static void check(IntConsumer event) {
        IntStream.range(0, EVENTS).forEach(event);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EVENTS; i++) {
            event.accept(i);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated by %d events", EVENTS)
                .isLessThan(EVENTS / 2);
    }

    @Test
    void shouldAllocateNothingWhenAnEntryIsReadAndReplaced() {
        Slice<String, Counter> slice = keyed.table("panes", keyed.serde("counters", Type.of(Counter.class)))
                .slice(0);
        Counter other = new Counter();
        for (int i = 0; i < KEYS; i++) {
            slice.put(keys[i], hashes[i], new Counter());
        }
        check(i -> {
            slice.get(keys[i % KEYS], hashes[i % KEYS]).count++;
            slice.put(keys[i % KEYS], hashes[i % KEYS], other);
        });
    }

    @Test
    void shouldAllocateNothingWhenStateOfAKeyIsUsed() {
        ValueState<Counter> value = keyed.state(new ValueSpec<>("value", Type.of(Counter.class)));
        MapState<String, Counter> map =
                keyed.state(new MapSpec<>("map", Type.of(String.class), Type.of(Counter.class)));
        for (int i = 0; i < KEYS; i++) {
            keyed.currentKey(keys[i], hashes[i]);
            value.set(new Counter());
            map.put("a", new Counter());
        }
        check(i -> {
            keyed.currentKey(keys[i % KEYS], hashes[i % KEYS]);
            value.get().count++;
            map.get("a").count++;
        });
    }

    @Test
    void shouldAllocateNothingWhenATimerIsMoved() {
        TimerQueue<String> timers = keyed.timers("timers");
        for (int i = 0; i < KEYS; i++) {
            timers.set(keys[i], hashes[i], i);
        }
        check(i -> timers.set(keys[i % KEYS], hashes[i % KEYS], i));
    }

    static Stream<Arguments> hashers() {
        return Stream.of(
                Arguments.of(Type.of(String.class), "text"),
                Arguments.of(Type.of(Long.class), 1L << 40),
                Arguments.of(Type.of(Route.class), new Route("A", 1_000, 1L << 40)),
                Arguments.of(null, "text"),
                Arguments.of(null, 1L << 40),
                Arguments.of(null, new Route("A", 1_000, 1L << 40)));
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void shouldAllocateNothingWhenAKeyIsHashed(Type<Object> type, Object key) {
        KeyHasher<Object> hasher = StableHash.of(type);
        int hash = hasher.hash(key);

        check(i -> {
            if (hasher.hash(key) != hash) {
                throw new AssertionError("the hash of " + key + " changed");
            }
        });
    }
}
