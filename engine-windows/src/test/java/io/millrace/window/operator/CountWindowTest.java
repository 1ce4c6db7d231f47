package io.millrace.window.operator;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountWindowTest {

    private static final Aggregate<Event, ?, List<Long>> VALUES = mapping(Event::value, collect());
    private static final Aggregate<Event, ?, List<Long>> SUMS =
            allOf(count(), sumLong(Event::value), (count, sum) -> List.of(count, sum));

    /** The length of a row is the size of the windows. */
    static Stream<Row> values() {
        return Stream.of(
                new Row(
                        "Every so many events of a key; from the lowest timestamp to behind the highest",
                        2,
                        0,
                        "a:1@5 b:2@7 a:3@3 b:4@9 a:5@20",
                        "a=[1,3][3,6) b=[2,4][7,10)"),
                new Row("What is not full at the end is dropped", 3, 0, "1@1 2@2 Wmax", "Wmax"),
                new Row("A window of one", 1, 0, "1@1 2@1", "k=[1][1,2) k=[2][1,2)"),
                new Row("No event is late", 2, 0, "1@10 W100 2@20 3@200 4@5", "W100 k=[1,2][10,21) k=[3,4][5,201)"),
                new Row("A restart", 3, 0, "1@1 SNAP 2@2 SNAP 3@3 SNAP 4@4", "k=[1,2,3][1,4)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void shouldCollectSoManyEvents(Row row) throws Exception {
        check(row, Emission.atEnd(VALUES));
    }

    @Test
    void shouldEmitEveryUpdate() throws Exception {
        check(new Row("", 2, 0, "1@1 2@2 4@3", "k=1[1,2) k=3[1,3) k=4[3,4)"), Emission.onUpdate(sumLong(Event::value)));
    }

    @Test
    void shouldEmitWhenFirstSatisfied() throws Exception {
        check(
                new Row("", 3, 0, "3@1 4@2 1@3 1@4 1@5 1@6 1@7 1@8 0@9", "k=3[1,2) k=3[4,7)"),
                Emission.whenFirst(sumLong(Event::value), sum -> sum >= 3));
    }

    @Test
    void shouldTellPanes() throws Exception {
        OperatorHarness<Event, String> harness = harness(PaneTexts.of(Emission.atEnd(count()), 0));
        assertThat(panes(harness)).containsExactly("k=2 ON_TIME 0 last", "k=2 ON_TIME 0 last");
        harness = harness(PaneTexts.of(Emission.onUpdate(count()), 0));
        assertThat(panes(harness))
                .containsExactly("k=1 EARLY 0", "k=2 ON_TIME 1 last", "k=1 EARLY 0", "k=2 ON_TIME 1 last");
        harness = harness(PaneTexts.of(Emission.whenFirst(count(), count -> true), 0));
        assertThat(panes(harness)).containsExactly("k=1 EARLY 0 last", "k=1 EARLY 0 last");
    }

    private static OperatorHarness<Event, String> harness(WindowLogic<String, Event, ?, ?, String> logic)
            throws Exception {
        return OperatorHarness.of(WindowOperator.counting(2, 2, logic))
                .keyedBy(Event::key)
                .open();
    }

    private static List<String> panes(OperatorHarness<Event, String> harness) throws Exception {
        for (int i = 0; i < 4; i++) {
            harness.event(new Event("k", 1, 0), 0);
        }
        return PaneTexts.texts(harness);
    }

    @ParameterizedTest(name = "sliding: {0}")
    @ValueSource(booleans = {false, true})
    void shouldSpanAllTimeWithoutTimestamps(boolean sliding) throws Exception {
        WindowLogic<String, Event, ?, Long, String> logic = Script.logic(Emission.atEnd(count()), 0);
        WindowOperator<String, Event, String> operator =
                sliding ? WindowOperator.counting(3, 2, logic) : WindowOperator.counting(2, 2, logic);
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        harness.event(new Event("k", 1, 0), EventTime.NONE).event(new Event("k", 1, 0), EventTime.NONE);
        assertThat(harness.output())
                .containsExactly(new Emitted<>("k=2[" + EventTime.NONE + "," + EventTime.MAX + ")", EventTime.NONE));
    }

    @Test
    void shouldGiveTheFirstResultsFewerEvents() throws Exception {
        Script.check(
                () -> WindowOperator.counting(4, 2, Script.logic(Emission.atEnd(VALUES), 0)),
                "1@1 2@2 3@3 W3 4@4 5@5 SNAP 6@6 x:9@9 7@7",
                "k=[1,2][1,3) W3 k=[1,2,3,4][1,5) k=[3,4,5,6][3,7)");
    }

    @Test
    @DisplayName("EV-1: every 2 events the last 4, in place of an evictor")
    void shouldTakeThePlaceOfACountEvictor() throws Exception {
        Script.check(
                () -> WindowOperator.counting(4, 2, Script.logic(Emission.atEnd(sumLong(Event::value)), 0)),
                "k2:1@3000 k2:1@3999 k1:1@20 k1:1@0 k1:1@999 k2:1@1998 k2:1@1999 k2:1@1000 k1:1@10999 k2:1@1000"
                        + " k2:1@1000 k2:1@1000",
                "k2=2[3000,4000) k1=2[0,21) k2=4[1998,4000) k1=4[0,11000) k2=4[1000,2000) k2=4[1000,1001)");
    }

    @Test
    void shouldLeaveGapsWhenTheSlideIsLonger() throws Exception {
        Script.check(
                () -> WindowOperator.counting(2, 5, Script.logic(Emission.atEnd(VALUES), 0)),
                "1@1 2@2 3@3 4@4 5@5 6@6 7@7 8@8 9@9 10@10 11@11",
                "k=[4,5][4,6) k=[9,10][9,11)");
    }

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldGiveWhatTheModelGives(boolean subtracts) {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean isLarge = random.nextInt(20) == 0; // a key with many chunks
            int size = 1 + random.nextInt(isLarge ? 300 : 12);
            int slide = 1 + random.nextInt(isLarge ? 4 : 12);
            List<Step> steps = TrailingModelTest.withRestarts(
                    isLarge ? Step.random(random, 1_000, 1) : Step.random(random, 1 + random.nextInt(100)), random);
            String text = steps.stream()
                    .map(step -> step == null ? "SNAP" : step.toString())
                    .collect(Collectors.joining(" "));
            Aggregate<Event, ?, List<Long>> aggregate = subtracts ? SUMS : VALUES;
            WindowLogic<String, Event, ?, List<Long>, String> logic = Script.logic(Emission.atEnd(aggregate), 0);
            String actual = Script.run(
                    () -> WindowOperator.counting(size, slide, logic),
                    text,
                    1 + random.nextInt(3),
                    1 + random.nextInt(20));
            assertThat(actual)
                    .as("size %s, slide %s: %s", size, slide, text)
                    .isEqualTo(String.join(" ", model(steps, size, slide, subtracts)));
        });
    }

    private static List<String> model(List<Step> steps, int size, int slide, boolean sums) {
        Map<String, List<Event>> eventsOfKeys = new HashMap<>();
        List<String> transcript = new ArrayList<>();
        for (Step step : steps) {
            if (step != null && step.event() == null) {
                transcript.add(step.toString());
            } else if (step != null) {
                List<Event> events = eventsOfKeys.computeIfAbsent(step.event().key(), key -> new ArrayList<>());
                events.add(step.event());
                if (events.size() % slide == 0) {
                    transcript.add(text(events.subList(Math.max(0, events.size() - size), events.size()), sums));
                }
            }
        }
        return transcript;
    }

    private static String text(List<Event> events, boolean sums) {
        List<Long> values = events.stream().map(Event::value).toList();
        long sum = values.stream().mapToLong(Long::longValue).sum();
        long lowest = events.stream().mapToLong(Event::time).min().orElseThrow();
        long highest = events.stream().mapToLong(Event::time).max().orElseThrow();
        Object result = sums ? List.of((long) values.size(), sum) : values;
        return events.get(0).key() + "=" + result.toString().replace(", ", ",") + "[" + lowest + "," + (highest + 1)
                + ")";
    }

    private static <R> void check(Row row, Emission<? super Event, ?, R> emission) throws Exception {
        Script.check(
                () -> WindowOperator.counting(row.length(), row.length(), Script.logic(emission, 0)),
                row.steps(),
                row.expected());
    }
}
