package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.TtlFixture.Kind;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateClock;
import io.millrace.state.table.TimerQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** States that expire, of all kinds and in both domains of time; a restart between any two steps. */
class TtlTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 8);

    static Stream<Arguments> states() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(Ttl.Domain.values()).map(domain -> Arguments.of(kind, domain)));
    }

    private static TtlFixture state(Kind kind, Ttl.Domain domain) {
        return new TtlFixture(kind, TtlFixture.ttl(domain, 100));
    }

    private static void check(TtlFixture state, long time, String key, String expected) {
        assertThat(state.restart().at(time).get(key)).as(key + " at " + time).isEqualTo(expected);
    }

    @ParameterizedTest(name = "TL-1, TL-2 {0} in {1}")
    @MethodSource("states")
    void shouldExpireWhenItIsNotWrittenAgain(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("a", "v1");
        check(state, 20, "a", "v1");
        state.restart().at(50).put("a", "v2");
        check(state, 120, "a", "v2");
        check(state, 149, "a", "v2");
        state.restart().at(170);
        assertThat(state.get("a")).isNull();
        state.restart().put("a", "v3");
        check(state, 220, "a", "v3");
        check(state, 300, "a", null);
        check(state, 300, "a", null);
        assertThat(state.keyed().size()).isZero();
        assertThat(state.nextExpiry()).isEqualTo(TimerQueue.NONE);
    }

    @ParameterizedTest(name = "TL-3, TL-4 {0} in {1}")
    @MethodSource("states")
    void shouldLiveOnWhenItIsReadAndThatCounts(Kind kind, Ttl.Domain domain) {
        Ttl ttl = TtlFixture.ttl(domain, 100).refreshedOnRead();
        TtlFixture state = new TtlFixture(kind, ttl).at(0).put("a", "v");
        check(state, 50, "a", "v");
        check(state, 120, "a", "v");
        check(state, 219, "a", "v");
        state.restart().at(318).removeExpired();
        check(state, 318, "a", "v");
        check(state, 418, "a", null);
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "TL-6 {0} in {1}")
    @MethodSource("states")
    void shouldExpireByKey(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("id2", "x").at(50).put("id1", "y");
        state.restart().put("id2", "z");
        check(state, 120, "id1", "y");
        check(state, 120, "id2", "z");
        state.restart().at(149).put("id2", "u");
        state.restart().at(230).removeExpired();
        check(state, 230, "id1", null);
        check(state, 230, "id2", "u");
        state.restart().at(300).removeExpired();
        assertThat(state.keyed().size()).isZero();
        check(state, 10, "id1", null);
        check(state, 10, "id2", null);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldRemoveEagerlyAndInStepsWhenTimePasses(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain);
        for (int i = 0; i < 10; i++) {
            state.at(i).put("k" + i, "v");
        }
        assertThat(state.nextExpiry()).isEqualTo(100);
        state.at(106);
        assertThat(state.clock().removeExpired(3)).isFalse();
        assertThat(state.keyed().size()).isEqualTo(14);
        assertThat(state.clock().removeExpired(4)).isFalse();
        assertThat(state.clock().removeExpired(4)).isTrue();
        assertThat(state.keyed().size()).isEqualTo(6);
        assertThat(state.nextExpiry()).isEqualTo(107);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldSetATimerAgainWhenItComesTooEarly(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("a", "v").at(60).put("a", "w");
        assertThat(state.nextExpiry()).isEqualTo(100);
        state.at(100).removeExpired();
        assertThat(state.nextExpiry()).isEqualTo(160);
        assertThat(state.get("a")).isEqualTo("w");
        state.clear("a");
        assertThat(state.nextExpiry()).isEqualTo(TimerQueue.NONE);
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldApplyAChangedTtlToWhatIsThere(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("a", "v").at(40).put("b", "w");
        state.restart(TtlFixture.ttl(domain, 50)).at(50).removeExpired();
        check(state, 50, "a", null);
        check(state, 50, "b", "w");
        state.restart(TtlFixture.ttl(domain, 1_000));
        check(state, 1_039, "b", "w");
        check(state, 1_040, "b", null);
    }

    @ParameterizedTest(name = "TL-8 {0} in {1}")
    @MethodSource("states")
    void shouldStartTheLifetimeOfWhatHadNone(Kind kind, Ttl.Domain domain) {
        TtlFixture state = new TtlFixture(kind, null).put("a", "v").put("b", "v");
        state.restart(TtlFixture.ttl(domain, 100)).at(5_000).removeExpired();
        state.at(5_099);
        assertThat(state.get("a")).isEqualTo("v");
        state.at(5_100).removeExpired();
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldTakeUpInStepsWhatHadNoLifetime(Kind kind, Ttl.Domain domain) {
        TtlFixture state = new TtlFixture(kind, null);
        for (int i = 0; i < 100; i++) {
            state.put("k" + i, "v");
        }
        state.restart(TtlFixture.ttl(domain, 100)).at(5_000);
        state.put("k50", "w").clear("k60");

        long uses = 1;
        for (boolean done = false; !done; ) {
            done = state.clock().removeExpired(10);
            assertThat(state.keyed().size() - 99 - uses).isBetween(0L, 10L);
            uses = state.keyed().size() - 99;
        }

        assertThat(uses).isEqualTo(99);
        state.at(5_099).removeExpired();
        assertThat(state.get("k50")).isEqualTo("w");
        assertThat(state.get("k51")).isEqualTo("v");
        state.at(5_100).removeExpired();
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldLiveForEverWhenTheSumExceedsAllTimes(Kind kind, Ttl.Domain domain) {
        TtlFixture state = new TtlFixture(kind, TtlFixture.ttl(domain, Long.MAX_VALUE))
                .at(1_000)
                .put("a", "v");
        state.at(Long.MAX_VALUE - 1).removeExpired();
        assertThat(state.get("a")).isEqualTo("v");
        state.at(Long.MAX_VALUE).removeExpired();
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "TL-7 {0} in {1}")
    @MethodSource("states")
    void shouldGoBackToTheTimesOfUseOfTheSnapshot(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("k1", "a").at(50).put("k1", "b");
        state.at(100).put("k2", "c").snapshot();
        state.at(140).put("k1", "d").put("k2", "e").at(170).put("k1", "f");
        state.crash().at(180);
        assertThat(state.get("k1")).isNull();
        assertThat(state.get("k2")).isEqualTo("c");
        state.removeExpired();
        assertThat(state.keyed().size()).isEqualTo(2);
    }

    @ParameterizedTest(name = "TL-10 {0} in {1}")
    @MethodSource("states")
    void shouldNotChangeASnapshotThatIsInFlight(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0);
        for (int i = 0; i < 20; i++) {
            state.put("k" + i, "v");
        }
        state.at(60).snapshotDuring(() -> {
            state.put("k1", "w").put("new", "v").at(130).removeExpired();
            assertThat(state.keyed().size()).isEqualTo(4);
        });
        state.crash().at(99).removeExpired();
        assertThat(state.keyed().size()).isEqualTo(40);
        assertThat(state.get("k1")).isEqualTo("v");
        assertThat(state.get("new")).isNull();
        state.at(100).removeExpired();
        assertThat(state.keyed().size()).isZero();
    }

    @ParameterizedTest(name = "TL-8 {0} in {1}")
    @MethodSource("states")
    void shouldSayThatTimesOfUseAreLeftOverWhenTheTtlIsTakenAway(Kind kind, Ttl.Domain domain) {
        TtlFixture state = state(kind, domain).at(0).put("a", "v").restart(null);
        String uses = domain == Ttl.Domain.EVENT_TIME ? "text.ttl-event-time" : "text.ttl-processing-time";
        assertThat(state.keyed().leftOver()).containsExactly(uses);
        assertThat(state.get("a")).isEqualTo("v");
    }

    @Test
    void shouldCountFromTheLatestEventWhenEventsAreOutOfOrder() {
        TtlFixture state = state(Kind.VALUE, Ttl.Domain.EVENT_TIME);
        state.at(0).event(80).put("a", "late").event(30).put("a", "early");
        state.at(179).removeExpired();
        assertThat(state.get("a")).isEqualTo("early");
        state.at(180).removeExpired();
        assertThat(state.get("a")).isNull();
    }

    @Test
    void shouldCountFromTheFirstWatermarkWhenThereIsNoTime() {
        TtlFixture state = state(Kind.VALUE, Ttl.Domain.EVENT_TIME).at(StateClock.NONE);
        state.put("a", "v").removeExpired();
        assertThat(state.get("a")).isEqualTo("v");
        state.at(1_000).removeExpired().at(1_099).removeExpired();
        assertThat(state.get("a")).isEqualTo("v");
        state.at(1_100).removeExpired();
        assertThat(state.get("a")).isNull();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("states")
    void shouldAgreeWithANaiveModel(Kind kind, Ttl.Domain domain) {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                compareWithModel(kind, domain, new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("failed with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** What was last written and when it was last used. */
    private record Used(String text, long time) {}

    private static void compareWithModel(Kind kind, Ttl.Domain domain, Random random) {
        boolean onRead = random.nextBoolean();
        long millis = 1L + random.nextInt(60);
        Ttl ttl = TtlFixture.ttl(domain, millis);
        TtlFixture state = new TtlFixture(kind, onRead ? ttl.refreshedOnRead() : ttl).at(0);
        Map<String, Used> model = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 400; i++) {
            String key = "k" + random.nextInt(12);
            long time = now;
            switch (random.nextInt(12)) {
                case 0, 1 -> now += random.nextInt(30);
                case 2 -> {
                    state.removeExpired();
                    assertThat(state.keyed().size()).isEqualTo(2L * model.size());
                }
                case 3 -> {
                    if (random.nextBoolean()) {
                        state.snapshot();
                    } else {
                        state.restart();
                    }
                }
                case 4 -> {
                    state.clear(key);
                    model.remove(key);
                }
                case 5, 6, 7, 8 -> {
                    state.put(key, "v" + i);
                    model.put(key, new Used("v" + i, now));
                }
                default -> {
                    Used used = model.get(key);
                    assertThat(state.get(key)).isEqualTo(used == null ? null : used.text);
                    if (onRead) {
                        model.computeIfPresent(key, (k, u) -> new Used(u.text, time));
                    }
                }
            }
            state.at(now);
            long reached = now;
            model.values().removeIf(used -> used.time + millis <= reached);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Kind.class)
    void shouldLeaveNothingBehindWhenAMillionKeysExpire(Kind kind) {
        TtlFixture state = state(kind, Ttl.Domain.EVENT_TIME);
        int keys = kind == Kind.VALUE ? 1_000_000 : 20_000;
        for (int i = 0; i < keys; i++) {
            state.at(i).put("key " + i, "v");
        }
        assertThat(state.keyed().size()).isEqualTo(2L * keys);
        long end = keys + 100L;
        state.at(end);
        while (!state.clock().removeExpired(1_024)) {
            assertThat(state.nextExpiry()).isLessThanOrEqualTo(end);
        }
        assertThat(state.keyed().size()).isZero();
        assertThat(state.nextExpiry()).isEqualTo(TimerQueue.NONE);
    }

    @Test
    void shouldRefuseADurationThatIsNone() {
        for (Duration duration :
                new Duration[] {null, Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(999_999)}) {
            assertThatThrownBy(() -> Ttl.eventTime(duration))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least a millisecond");
            assertThatThrownBy(() -> Ttl.processingTime(duration)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Ttl.eventTime(Duration.ofSeconds(Long.MAX_VALUE)).millis()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ttl.eventTime(Duration.ofDays(1)).refreshedOnRead())
                .hasToString("PT24H in event time, refreshed on read");
    }

    @Test
    void shouldRefuseANameThatLeavesNoRoomForASuffix() {
        ValueSpec<String> spec = ValueSpec.of("x".repeat(81), String.class);
        assertThatThrownBy(() -> spec.ttl(Ttl.eventTime(Duration.ofDays(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 80");
    }

    @Test
    void shouldRefuseATableOfWhatExpires() {
        KeyedState<String> keyed =
                new KeyedState<>(StateBackend.unwritten("velocity", KeyGroupRange.ALL, SerdeRegistry.standard()));
        ValueSpec<String> spec = ValueSpec.of("text", String.class).ttl(Ttl.eventTime(Duration.ofDays(1)));
        assertThatThrownBy(() -> keyed.table(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drop its namespaces");
    }

    @Test
    void shouldSayThatAStateIsUsedBeforeItsOperatorHasOpened() {
        ValueState<String> value = ValueSpec.of("text", String.class).handle().state();
        ListState<String> list = ListSpec.of("text", String.class).handle().state();
        MapState<String, String> map =
                MapSpec.of("text", String.class, String.class).handle().state();
        for (ThrowingCallable use : new ThrowingCallable[] {
            value::get,
            () -> value.set("v"),
            () -> list.add("v"),
            list::size,
            () -> map.put("k", "v"),
            () -> map.get("k")
        }) {
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before its operator has opened");
        }
    }
}
