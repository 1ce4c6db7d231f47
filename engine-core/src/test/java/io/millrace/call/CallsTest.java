package io.millrace.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.call.CallOptions.CallOrder;
import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorException;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The operators behind mapAsync and mapBlocking, by hand. */
class CallsTest {

    private static final KeySelector<String, Character> FIRST_LETTER =
            new KeySelector<>(event -> event.charAt(0), Type.of(Character.class));

    private final Service<String, String> service = new Service<>();

    private MappedByCalls<String, String> logic(UnaryOperator<CallOptions> how) {
        return logic(service.function(), CallOrder.OF_EVENTS, how);
    }

    private static MappedByCalls<String, String> logic(
            Fn<String, ?> function, CallOrder order, UnaryOperator<CallOptions> how) {
        KeySelector<String, ?> key = order == CallOrder.OF_EACH_KEY ? FIRST_LETTER : null;
        return new MappedByCalls<>(
                "calls", function, false, how.apply(CallOptions.of(order)), null, key, Type.of(String.class), null);
    }

    private static OperatorHarness<String, String> open(MappedByCalls<String, String> logic) throws Exception {
        OperatorHarness<String, String> harness =
                OperatorHarness.of(logic.operator()).snapshots();
        return (logic.key() == null ? harness : harness.keyedBy(0, logic.key().function())).open();
    }

    private static OperatorHarness<String, String> events(OperatorHarness<String, String> harness, String... events)
            throws Exception {
        Batch<String> batch = new Batch<>(events.length);
        for (int i = 0; i < events.length; i++) {
            batch.add(events[i], i + 1);
        }
        return harness.batch(0, batch);
    }

    private static List<String> values(OperatorHarness<String, String> harness) {
        return harness.output().stream().map(Emitted::value).toList();
    }

    @Test
    void shouldTellAnswersInTheOrderOfTheEvents() throws Exception {
        OperatorHarness<String, String> harness = events(open(logic(how -> how)), "a", "b", "c");
        service.answer(2, "C").answer(1, "B");
        assertThat(values(harness.wake())).isEmpty();
        service.answer(0, "A");
        assertThat(harness.wake().output())
                .containsExactly(new Emitted<>("A", 1), new Emitted<>("B", 2), new Emitted<>("C", 3));
    }

    @Test
    void shouldTellAnswersAsTheyComeWhenUnordered() throws Exception {
        OperatorHarness<String, String> harness =
                events(open(logic(service.function(), CallOrder.OF_ANSWERS, how -> how)), "a", "b", "c");
        service.answer(2, "C");
        harness.wake();
        service.answer(0, "A").answer(1, "B");
        assertThat(values(harness.wake())).containsExactly("C", "A", "B");
    }

    @Test
    void shouldTellAnswersInTheOrderOfTheEventsOfEachKey() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(service.function(), CallOrder.OF_EACH_KEY, how -> how)), "a1", "a2", "b1", "a3", "b2");
        service.answer(1, "A2").answer(2, "B1").answer(3, "A3");
        assertThat(values(harness.wake())).containsExactly("B1");
        service.answer(0, "A1").answer(4, "B2");
        assertThat(values(harness.wake())).containsExactly("B1", "A1", "B2", "A2", "A3");
        events(harness, "a4");
        service.answer(5, "A4");
        assertThat(values(harness.wake())).endsWith("A4");
    }

    @Test
    void shouldWaitWhenAsManyAreInFlightAsMayBe() throws Exception {
        OperatorHarness<String, String> harness = events(open(logic(how -> how.inFlight(2))), "a", "b", "c", "d");
        assertThat(harness.isWaiting()).isTrue();
        assertThat(service.asked).containsExactly("a", "b");
        service.answer(1, "B");
        harness.wake();
        assertThat(service.asked).containsExactly("a", "b");
        service.answer(0, "A");
        harness.wake();
        assertThat(harness.isWaiting()).isFalse();
        assertThat(service.asked).containsExactly("a", "b", "c", "d");
        assertThat(values(harness)).containsExactly("A", "B");
    }

    @Test
    void shouldTellAnswersThatAreThereAtOnce() throws Exception {
        MappedByCalls<String, String> logic = logic(
                event -> CompletableFuture.completedStage(event + "!"), CallOrder.OF_EVENTS, how -> how.inFlight(1));
        OperatorHarness<String, String> harness =
                OperatorHarness.of(logic.operator()).snapshots().room(1).open();
        assertThat(values(events(harness, "a", "b", "c"))).containsExactly("a!", "b!", "c!");
        assertThat(harness.pauses()).isPositive();
    }

    @Test
    void shouldFailNamingTheEventWhenACallFails() throws Exception {
        OperatorHarness<String, String> harness = events(open(logic(how -> how)), "a", "b");
        service.fail(1, new CompletionException(new IllegalStateException("overloaded")));
        assertThatThrownBy(harness::wake)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("overloaded")
                .hasMessageContaining("b")
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldFailNamingTheEventWhenTheFunctionThrowsOrNullIsInPlaceOfAnAnswer() throws Exception {
        OperatorHarness<String, String> throwing = open(logic(
                event -> {
                    throw new IllegalStateException("not connected");
                },
                CallOrder.OF_EVENTS,
                how -> how));
        assertThatThrownBy(() -> events(throwing, "abc"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("not connected");
        OperatorHarness<String, String> noStage = open(logic(event -> null, CallOrder.OF_EVENTS, how -> how));
        assertThatThrownBy(() -> events(noStage, "abc"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("null in place of a CompletionStage");
        OperatorHarness<String, String> noAnswer = events(open(logic(how -> how)), "abc");
        service.answer(0, null);
        assertThatThrownBy(noAnswer::wake)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("null in place of a result");
    }

    @Test
    void shouldTakeTheFirstOfSeveralAnswersAlone() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(event -> new Stuttering(event + 1, event + 2), CallOrder.OF_EVENTS, how -> how)), "a", "b");
        assertThat(values(harness.wake())).containsExactly("a1", "b1");
    }

    /** Completes what asks it twice, at once. */
    private static final class Stuttering extends CompletableFuture<String> {
        private final String first;
        private final String second;

        Stuttering(String first, String second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            action.accept(first, null);
            action.accept(second, null);
            action.accept(null, new IllegalStateException("a third time"));
            return this;
        }
    }

    @Test
    void shouldGiveUpWhenThereIsNoAnswerInTime() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how.timeout(Duration.ofMillis(50))).orElse((event, error) -> event + " " + error)),
                "a");
        harness.advance(Duration.ofMillis(49));
        assertThat(values(harness)).isEmpty();
        harness.advance(Duration.ofMillis(1));
        assertThat(values(harness))
                .containsExactly("a java.util.concurrent.TimeoutException: there was no answer within PT0.05S");
        assertThat(harness.count("timeouts")).isEqualTo(1);
        assertThat(service.isCancelled(0)).isFalse();
        // The place is taken by another event, of which a late answer says nothing.
        events(harness, "b");
        service.answer(0, "A").answer(1, "B");
        assertThat(values(harness.wake())).hasSize(2).endsWith("B");
    }

    @Test
    void shouldWakeUpForTheTimeoutWhileItIsFull() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how.inFlight(1).timeout(Duration.ofMillis(50)))
                        .orElse((event, error) -> "none")),
                "a",
                "b",
                "c");
        assertThat(harness.isWaiting()).isTrue();
        harness.advance(Duration.ofMillis(150));
        assertThat(values(harness)).containsExactly("none", "none", "none");
    }

    @Test
    void shouldTryAgainBehindTheBackoff() throws Exception {
        OperatorHarness<String, String> harness = events(open(logic(how -> how.retry(2, Duration.ofMillis(5)))), "a");
        service.fail(0, new CancellationException());
        harness.wake();
        assertThat(service.asked).hasSize(1);
        harness.advance(Duration.ofMillis(5));
        assertThat(service.asked).containsExactly("a", "a");
        service.fail(1, new IllegalStateException("once more")).answer(0, "of the first try");
        harness.wake().advance(Duration.ofMillis(5));
        service.answer(2, "A");
        assertThat(values(harness.wake())).containsExactly("A");
        assertThat(harness.count("calls")).isEqualTo(3);
        assertThat(harness.count("retries")).isEqualTo(2);
        assertThat(harness.count("failures")).isZero();
    }

    @Test
    void shouldTryAgainAfterEverLongerWhereTheBackoffGrows() throws Exception {
        int calls = 50;
        String[] events = IntStream.range(0, calls).mapToObj(String::valueOf).toArray(String[]::new);
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how.retry(9, Duration.ofMillis(10), Duration.ofMillis(40))
                        .inFlight(calls))),
                events);
        int asked = calls;
        for (long longest : new long[] {10, 20, 40, 40}) {
            assertThat(service.asked).hasSize(asked);
            for (int i = asked - calls; i < asked; i++) {
                service.fail(i, new IllegalStateException("busy"));
            }
            harness.wake().advance(Duration.ofMillis(longest / 2 - 1));
            assertThat(service.asked).as("before half of " + longest).hasSize(asked);
            harness.advance(Duration.ofMillis(longest / 4));
            assertThat(service.asked.size()).as("in between").isBetween(asked + 1, asked + calls - 1);
            harness.advance(Duration.ofMillis(longest));
            asked += calls;
        }
        assertThat(service.asked).hasSize(asked);
    }

    @Test
    void shouldNotPutOffATryBeyondTheTimeout() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how.timeout(Duration.ofMillis(50)).retry(9, Duration.ofDays(1)))
                        .orElse((event, error) -> event + " " + error.getCause().getMessage())),
                "a");
        service.fail(0, new IllegalStateException("busy"));
        assertThat(values(harness.wake().advance(Duration.ofMillis(49)))).isEmpty();
        assertThat(values(harness.advance(Duration.ofMillis(1)))).containsExactly("a busy");
        assertThat(harness.count("retries")).isZero();
        assertThat(harness.count("timeouts")).isEqualTo(1);
    }

    @Test
    void shouldLoseNothingWhenTheTimeoutMeetsARetry() throws Exception {
        for (int backoff = 8; backoff <= 12; backoff++) {
            Service<String, String> other = new Service<>();
            Duration pause = Duration.ofMillis(backoff);
            OperatorHarness<String, String> harness = events(
                    open(logic(
                                    other.function(),
                                    CallOrder.OF_EVENTS,
                                    how -> how.timeout(Duration.ofMillis(20)).retry(5, pause))
                            .orElse((event, error) -> event + " " + error.getCause())),
                    "a",
                    "b");
            harness.advance(Duration.ofMillis(10));
            other.fail(0, new IllegalStateException("first")).fail(1, new IllegalStateException("first"));
            harness.wake().advance(Duration.ofMillis(10));
            assertThat(values(harness))
                    .containsExactly(
                            "a java.lang.IllegalStateException: first", "b java.lang.IllegalStateException: first");
            int asked = other.asked.size();
            harness.advance(Duration.ofMillis(100));
            assertThat(other.asked).hasSize(asked);
            assertThat(values(events(harness, "c"))).hasSize(2);
            other.answer(asked, "C");
            assertThat(values(harness.wake())).hasSize(3).endsWith("C");
        }
    }

    @Test
    void shouldCountAnAnswerThatIsThereBeforeItLooksAtTheTime() throws Exception {
        OperatorHarness<String, String> harness = events(open(logic(how -> how.timeout(Duration.ofMillis(50)))), "a");
        harness.heldBack(Duration.ofMillis(60));
        service.answer(0, "A");
        assertThat(values(harness.wake())).containsExactly("A");
    }

    @Test
    void shouldNameTheTimeoutAndItsTriesWhenItFailsTheJob() throws Exception {
        OperatorHarness<String, String> harness =
                events(open(logic(how -> how.timeout(Duration.ofMillis(20)).retry(1, Duration.ZERO))), "a");
        service.fail(0, new IllegalStateException("no luck"));
        harness.wake();
        assertThatThrownBy(() -> harness.advance(Duration.ofMillis(20)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no answer within PT0.02S, in 2 tries")
                .hasCauseInstanceOf(TimeoutException.class)
                .hasRootCauseMessage("no luck");
    }

    @Test
    void shouldSendWhatHasFailedToTheDeadLettersInItsTurn() throws Exception {
        OperatorHarness<String, String> harness =
                events(open(logic(how -> how).onError(Errors.deadLetter())), "a", "b", "c");
        service.fail(1, new IllegalStateException("bad")).answer(2, "C");
        assertThat(harness.wake().sideOutput(DeadLetter.OUTPUT)).isEmpty();
        service.answer(0, "A");
        harness.wake();
        assertThat(values(harness)).containsExactly("A", "C");
        assertThat(harness.sideOutput(DeadLetter.OUTPUT))
                .extracting(letter -> ((DeadLetter) letter.value()).event())
                .containsExactly("b");
        assertThat(harness.count("failures")).isEqualTo(1);
    }

    @Test
    void shouldTellWhatTheFallbackThrowsWithTheEvent() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how).orElse((event, error) -> {
                    throw new UnsupportedOperationException("no fallback for " + event);
                })),
                "a");
        service.fail(0, new IllegalStateException("bad"));
        assertThatThrownBy(harness::wake)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no fallback for a");
    }

    @Test
    void shouldFailTheJobForAnErrorOfTheMachineWhateverElseWasSaid() throws Exception {
        OperatorHarness<String, String> harness = events(
                open(logic(how -> how.retry(3, Duration.ZERO))
                        .orElse((event, error) -> "x")
                        .onError(Errors.skip())),
                "a");
        service.fail(0, new OutOfMemoryError("simulated"));
        assertThatThrownBy(harness::wake).isInstanceOf(OperatorException.class);
        assertThat(service.asked).hasSize(1);
    }

    @Test
    void shouldHoldTheWatermarkInItsPlace() throws Exception {
        OperatorHarness<String, String> harness = open(logic(how -> how)).watermark(5);
        harness.event("a", 10).watermark(7).event("b", 20).watermark(15);
        assertThat(harness.watermark()).isEqualTo(5);
        service.answer(1, "B");
        assertThat(harness.wake().watermark()).isEqualTo(5);
        service.answer(0, "A");
        assertThat(harness.wake().watermark()).isEqualTo(15);
        harness.event("c", 30).watermark(40);
        assertThat(harness.watermark()).isEqualTo(15);
        service.answer(2, "C");
        assertThat(harness.wake().watermark()).isEqualTo(40);
    }

    @Test
    void shouldHoldTheWatermarkThatWouldMakeAnUnorderedResultLate() throws Exception {
        OperatorHarness<String, String> harness = open(logic(service.function(), CallOrder.OF_ANSWERS, how -> how))
                .watermark(5)
                .event("a", 10)
                .watermark(12)
                .event("b", 20);
        service.answer(1, "B");
        assertThat(harness.wake().watermark()).isEqualTo(5);
        service.answer(0, "A");
        assertThat(harness.wake().watermark()).isEqualTo(12);
    }

    @Test
    void shouldNotBeIdleBeforeAllIsAnswered() throws Exception {
        OperatorHarness<String, String> harness =
                open(logic(how -> how)).watermark(5).event("a", 10).idle();
        assertThat(harness.isIdle()).isFalse();
        service.answer(0, "A");
        assertThat(harness.wake().idle().isIdle()).isTrue();
    }

    @Test
    void shouldEndWhenAllIsAnswered() throws Exception {
        OperatorHarness<String, String> harness =
                open(logic(how -> how)).event("a", 1).watermark(EventTime.MAX).endOfData();
        assertThat(harness.hasEnded()).isFalse();
        service.answer(0, "A");
        assertThat(harness.wake().hasEnded()).isTrue();
        assertThat(values(harness)).containsExactly("A");
    }

    @Test
    void shouldAskAgainWhatASnapshotHasAndTakeNothingFromEarlierAttempts() throws Exception {
        for (CallOrder order : CallOrder.values()) {
            Service<String, String> other = new Service<>();
            MappedByCalls<String, String> logic = logic(other.function(), order, how -> how.inFlight(3));
            OperatorHarness<String, String> harness = events(open(logic), "a", "b", "c");
            other.answer(0, "A");
            harness.wake();
            OperatorSnapshot snapshot = harness.beginSnapshot().endSnapshot();
            harness.restore(logic.operator(), snapshot).wake();
            other.answer(1, "old").answer(2, "old");
            assertThat(other.asked).containsExactly("a", "b", "c", "b", "c");
            assertThat(values(harness.wake())).containsExactly("A");
            other.answer(4, "C").answer(3, "B");
            assertThat(values(harness.wake())).containsExactlyInAnyOrder("A", "B", "C");
            harness.restart(logic.operator()).wake();
            assertThat(other.asked).hasSize(5);
        }
    }

    @Test
    void shouldAskAboutMoreRestoredEventsThanMayBeInFlightBeforeAnythingNew() throws Exception {
        MappedByCalls<String, String> logic = logic(how -> how.inFlight(5));
        OperatorHarness<String, String> harness = events(open(logic), "a", "b", "c", "d", "e");
        OperatorSnapshot snapshot = harness.beginSnapshot().endSnapshot();
        harness.restore(logic(how -> how.inFlight(2)).operator(), snapshot);
        events(harness.watermark(100), "f");
        assertThat(harness.watermark()).isEqualTo(EventTime.NONE);
        OperatorSnapshot between = null;
        for (int call = 5; call < 11; call++) {
            assertThat(service.asked.size() - 5).isBetween(1, call - 3);
            service.answer(call, service.asked.get(call).toUpperCase(Locale.ROOT));
            harness.wake();
            if (call == 9) {
                between = harness.beginSnapshot().endSnapshot();
            }
        }
        assertThat(values(harness)).containsExactly("A", "B", "C", "D", "E", "F");
        assertThat(harness.watermark()).isEqualTo(100);
        harness.restore(logic(how -> how).operator(), between).wake();
        assertThat(service.asked).hasSize(12).endsWith("f");
    }

    @Test
    void shouldKeepWhatHasNotBeenAskedAgainForTheNextSnapshot() throws Exception {
        for (CallOrder order : CallOrder.values()) {
            Service<String, String> other = new Service<>();
            MappedByCalls<String, String> wide = logic(other.function(), order, how -> how.inFlight(5));
            MappedByCalls<String, String> narrow = logic(other.function(), order, how -> how.inFlight(2));
            OperatorHarness<String, String> harness = events(open(wide), "a1", "a2", "a3", "a4", "a5");
            harness.restart(narrow.operator()).wake().restart(narrow.operator()).restart(wide.operator());
            assertThat(harness.wake().output()).isEmpty();
            assertThat(other.asked).hasSize(5 + 2 + 5).endsWith("a1", "a2", "a3", "a4", "a5");
            harness.restart(narrow.operator()).wake();
            for (int call = 12; call < 17; call++) {
                other.answer(call, other.asked.get(call));
                harness.wake();
            }
            assertThat(values(harness)).containsExactly("a1", "a2", "a3", "a4", "a5");
        }
    }

    @Test
    void shouldSayWhatItWaitsFor() throws Exception {
        MappedByCalls<String, String> logic = logic(how -> how);
        Operator<String, String> operator = logic.operator();
        OperatorHarness<String, String> harness =
                OperatorHarness.of(operator).snapshots().open();
        assertThat(operator.waitsFor()).isEmpty();
        harness.advance(Duration.ofSeconds(2));
        events(harness, "a").advance(Duration.ofSeconds(1));
        assertThat(operator.waitsFor()).contains("a call to 'harness', since 1970-01-01T00:00:02Z");
        events(harness, "b");
        assertThat(operator.waitsFor()).contains("2 calls to 'harness', the oldest since 1970-01-01T00:00:02Z");
        assertThat(harness.metrics().gauges().get("in flight")).containsEntry(0, 2L);
    }

    @Test
    void shouldNeedTheTypeOfTheEventsForSnapshotsAlone() throws Exception {
        MappedByCalls<String, String> untyped = new MappedByCalls<>(
                "calls", service.function(), false, CallOptions.of(CallOrder.OF_EVENTS), null, null, null, null);
        assertThatThrownBy(
                        () -> OperatorHarness.of(untyped.operator()).snapshots().open())
                .isInstanceOf(NoSerdeException.class)
                .hasMessageContaining(".typed(...) before mapAsync");
        OperatorHarness<String, String> harness =
                OperatorHarness.of(untyped.operator()).open();
        events(harness, "a");
        service.answer(0, "A");
        assertThat(values(harness.wake())).containsExactly("A");
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() {
        CallOptions options = CallOptions.of(CallOrder.OF_EVENTS);
        assertThatThrownBy(() -> options.inFlight(0)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> options.timeout(Duration.ZERO)).hasMessageContaining("more than no time");
        assertThatThrownBy(() -> options.retry(-1, Duration.ZERO)).hasMessageContaining("-1");
        assertThatThrownBy(() -> options.retry(1, Duration.ofMillis(-1))).hasMessageContaining("backoff");
        assertThatThrownBy(() -> options.retry(1, Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("PT0.001S, is less than the first, PT0.002S; exchange them");
        assertThatThrownBy(() -> options.retry(1, Duration.ZERO, Duration.ofMillis(1)))
                .hasMessageContaining("has to begin with more than no time");
        assertThat(options.retry(1, Duration.ofMillis(1), Duration.ofDays(365_000_000L))
                        .details())
                .containsEntry("retries", "1, after PT0.001S and up to PT8760000000H");
    }

    @Test
    void shouldCallWhatBlocksByTheThreadsItIsGiven() throws Exception {
        MappedByCalls<String, String> logic = new MappedByCalls<>(
                "calls",
                event -> event.equals("bad") ? null : event + "!",
                true,
                CallOptions.of(CallOrder.OF_EVENTS),
                (event, error) -> error.getMessage(),
                null,
                Type.of(String.class),
                null);
        OperatorHarness<String, String> harness = open(logic);
        assertThat(values(events(harness, "a", "bad")))
                .containsExactly("a!", "the call was answered by null in place of a result");
        assertThat(logic.kind()).isEqualTo("mapBlocking");
    }
}
