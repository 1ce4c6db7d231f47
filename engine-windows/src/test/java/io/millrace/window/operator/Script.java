package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs a window operator over steps in the notation of the catalogue, {@code k:v@t} for an event and {@code Wt} for a
 * watermark, and writes down what comes out: {@code k=v[start,end)} for results, {@code late(k:v@t)} for late events,
 * both before the watermark that they precede. Results with the same end are sorted where a watermark brings them. When
 * {@code SNAP} takes a snapshot and goes on with a new instance that is restored from it, {@code PTt} sets the clock.
 * When all steps are done event time ends, and no state may be left.
 */
final class Script {

    private static final String RESTART = "SNAP";
    private static final String CLOCK = "PT";

    private final OperatorFactory factory;
    private final OperatorHarness<Event, String> harness;
    private final int batchSize;
    private final List<String> transcript = new ArrayList<>();
    private Batch<Event> batch;
    private int lateSeen;

    private Script(OperatorFactory factory, int room, int batchSize) throws Exception {
        this.factory = factory;
        this.harness = OperatorHarness.of(factory.make())
                .keyedBy(Event::key)
                .snapshots()
                .room(room)
                .open();
        this.batchSize = batchSize;
        this.batch = new Batch<>(batchSize);
    }

    /** Makes an operator each time, since each is used once. */
    interface OperatorFactory {
        WindowOperator<String, Event, String> make();
    }

    /**
     * Runs the steps with any batch size, any room, and a restart at any place, and checks that it makes no
     * difference.
     */
    static void check(OperatorFactory factory, String steps, String expected) throws Exception {
        checkPauses(factory, steps, expected);
        checkRestarts(factory, steps, expected);
    }

    private static void checkRestarts(OperatorFactory factory, String steps, String expected) throws Exception {
        List<String> given = List.of(steps.strip().split("\\s+", -1));
        for (int at = 0; at <= given.size(); at++) {
            List<String> restarted = new ArrayList<>(given);
            restarted.add(at, RESTART);
            assertThat(run(factory, String.join(" ", restarted), Integer.MAX_VALUE, 3))
                    .as("restart before step %s", at)
                    .isEqualTo(expected.strip());
        }
        String everywhere = RESTART + " " + String.join(" " + RESTART + " ", given);
        assertThat(run(factory, everywhere, 1, 1)).as("restart everywhere").isEqualTo(expected.strip());
    }

    private static void checkPauses(OperatorFactory factory, String steps, String expected) throws Exception {
        for (int batchSize : new int[] {1, 3, 100}) {
            for (int room : new int[] {1, 2, Integer.MAX_VALUE}) {
                assertThat(run(factory, steps, room, batchSize))
                        .as("batches of %s, room for %s", batchSize, room)
                        .isEqualTo(expected.strip());
            }
        }
    }

    static String run(OperatorFactory factory, String steps, int room, int batchSize) throws Exception {
        Script script = new Script(factory, room, batchSize);
        for (String step : steps.strip().split("\\s+", -1)) {
            script.step(step);
        }
        script.finish();
        assertThat(script.harness.keyedState().size())
                .as("state at the end of time")
                .isZero();
        return String.join(" ", script.transcript);
    }

    static <R> WindowLogic<String, Event, ?, R, String> logic(Emission<? super Event, ?, R> emission, long lateness) {
        return captured(emission, lateness, false);
    }

    /** Windows on processing time. */
    static <R> WindowLogic<String, Event, ?, R, String> byClock(Emission<? super Event, ?, R> emission) {
        return captured(emission, 0, true);
    }

    private static <A, R> WindowLogic<String, Event, A, R, String> captured(
            Emission<? super Event, A, R> emission, long lateness, boolean byClock) {
        return new WindowLogic<>(Event::key, emission, Script::text, lateness, byClock, Type.of(Event.class));
    }

    static String text(String key, Instant start, Instant end, Object value, PaneInfo pane) {
        String values = value.toString().replace(", ", ",");
        return key + "=" + values + "[" + start.toEpochMilli() + "," + end.toEpochMilli() + ")";
    }

    private void step(String step) throws Exception {
        if (step.equals(RESTART)) {
            flush();
            collectResults(false);
            harness.restart(factory.make());
            return;
        }
        if (step.startsWith(CLOCK)) {
            flush();
            collect(false);
            harness.advance(Duration.ofMillis(Long.parseLong(step.substring(CLOCK.length())) - harness.millis()));
            collect(true);
            transcript.add(step);
            return;
        }
        if (!step.startsWith("W")) {
            Event event = Event.parse(step);
            batch.add(event, event.time());
            if (batch.size() == batchSize) {
                flush();
            }
            return;
        }
        flush();
        watermark(step.equals("Wmax") ? EventTime.MAX : Long.parseLong(step.substring(1)));
        transcript.add(step);
    }

    private void finish() throws Exception {
        flush();
        watermark(EventTime.MAX);
    }

    private void watermark(long watermark) throws Exception {
        collect(false);
        harness.watermark(watermark);
        collect(true);
        assertEquals(watermark, harness.watermark(), "watermark passed on");
    }

    private void flush() throws Exception {
        harness.batch(0, batch);
        batch = new Batch<>(batchSize);
    }

    private void collect(boolean sort) {
        collectResults(sort);
        collectLate();
    }

    private void collectResults(boolean sort) {
        List<Emitted<String>> results = harness.takeOutput();
        long previous = EventTime.NONE;
        for (Emitted<String> result : results) {
            long timestamp = result.timestamp();
            assertTrue(timestamp == end(result) - 1 || timestamp == EventTime.MAX, () -> "timestamp of " + result);
            assertTrue(!sort || timestamp >= previous, () -> result + " comes too late in " + results);
            previous = timestamp <= harness.watermark() ? timestamp : previous; // early ones go by their triggers
        }
        if (sort) {
            transcript.addAll(sortedWithinEnds(results));
        } else {
            results.forEach(result -> transcript.add(result.value()));
        }
    }

    private void collectLate() {
        List<Emitted<Object>> late = harness.sideOutput(SideOutput.LATE);
        late.subList(lateSeen, late.size()).forEach(event -> transcript.add("late(" + event.value() + ")"));
        lateSeen = late.size();
        assertEquals(lateSeen, harness.count(Metrics.LATE), "count of late events");
    }

    private static long end(Emitted<String> result) {
        String text = result.value();
        return Long.parseLong(text.substring(text.lastIndexOf(',') + 1, text.length() - 1));
    }

    private static List<String> sortedWithinEnds(List<Emitted<String>> results) {
        return results.stream()
                .sorted(Comparator.comparing(Emitted<String>::timestamp).thenComparing(Emitted::value))
                .map(Emitted::value)
                .toList();
    }
}
