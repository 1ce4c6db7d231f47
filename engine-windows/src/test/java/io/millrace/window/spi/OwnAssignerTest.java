package io.millrace.window.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import io.millrace.window.spi.Feed.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that a program thinks out itself, on public API alone, against a naive model. */
class OwnAssignerTest {

    /** What a machine has made, in a shift whose hours it tells; or what a user did. */
    record Report(String key, long id, long time, long shiftStart, long shiftEnd, boolean logout) {}

    /** The shift of a report. */
    static final class Shifts implements WindowAssigner<Report> {
        private static final long serialVersionUID = 1;

        @Override
        public void assign(Report report, long timestamp, Assignment windows) {
            windows.add(report.shiftStart(), report.shiftEnd());
        }

        @Override
        public String toString() {
            return "shifts";
        }
    }

    /** Sessions that a logout adds no more time to. */
    static final class Visits implements WindowAssigner<Report> {
        private static final long serialVersionUID = 1;
        private static final long GAP = 30;

        @Override
        public void assign(Report report, long timestamp, Assignment windows) {
            windows.add(timestamp, report.logout() ? timestamp : timestamp + GAP);
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }

    @ParameterizedTest(name = "merging: {0}")
    @ValueSource(booleans = {false, true})
    void shouldGiveWhatTheModelGives(boolean merging) {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long lateness = random.nextBoolean() ? 0 : random.nextInt(60);
            WindowAssigner<Report> assigner = merging ? new Visits() : new Shifts();
            List<Item<Report>> items = random(random);
            Simulation run = Simulation.of(pipeline(assigner, lateness, items))
                    .seed(seed)
                    .run();
            Model model = new Model(assigner, lateness);
            items.forEach(model::take);
            model.reach(Long.MAX_VALUE);
            assertThat(run.output("out"))
                    .as("lateness %s: %s", lateness, items)
                    .containsExactlyInAnyOrderElementsOf(model.results);
            assertThat(run.output("late")).containsExactlyInAnyOrderElementsOf(model.late);
        });
    }

    @Test
    @DisplayName("SE-10: sessions of an own assigner, some of whose events are points")
    void shouldTakePointsIntoSessions() {
        List<Item<Report>> items = new ArrayList<>();
        for (Report report : List.of(
                new Report("k2", 1, 0, 0, 0, false),
                new Report("k2", 2, 1000, 0, 0, true),
                new Report("k2", 3, 2500, 0, 0, true),
                new Report("k1", 4, 10, 0, 0, false),
                new Report("k1", 5, 1000, 0, 0, false),
                new Report("k1", 6, 2500, 0, 0, true))) {
            items.add(new Item<>(report, report.time()));
        }
        WindowAssigner<Report> visits =
                (report, timestamp, windows) -> windows.add(timestamp, report.logout() ? timestamp : timestamp + 3000);
        Simulation run = Simulation.of(pipeline(new Merging(visits), 0, items)).run();
        assertThat(run.output("out"))
                .as("SE-10")
                .containsExactlyInAnyOrder("k1[4, 5, 6][10,4000) ON_TIME", "k2[1, 2, 3][0,3000) ON_TIME");
    }

    private record Merging(WindowAssigner<Report> assigner) implements WindowAssigner<Report> {

        @Override
        public void assign(Report report, long timestamp, Assignment windows) throws Exception {
            assigner.assign(report, timestamp, windows);
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }

    private static Pipeline pipeline(WindowAssigner<Report> assigner, long lateness, List<Item<Report>> items) {
        Pipeline pipeline = Pipeline.create("own");
        WindowedResults<String, Report, Set<Long>> results = Feed.events(pipeline, items)
                .keyBy(Report::key)
                .window(Windows.assignedBy(assigner))
                .allowedLateness(Duration.ofMillis(lateness))
                .aggregate("ids", Aggregates.distinct(Report::id));
        results.map(w -> w.key() + new TreeSet<>(w.value()) + "["
                        + w.start().toEpochMilli() + "," + w.end().toEpochMilli() + ") "
                        + w.pane().timing())
                .to("out", Sinks.discard());
        results.late().map(Report::id).to("late", Sinks.discard());
        return pipeline;
    }

    private static List<Item<Report>> random(SplittableRandom random) {
        List<Item<Report>> items = new ArrayList<>();
        long now = random.nextInt(-500, 500);
        for (int i = 0; i < 80; i++) {
            now += random.nextInt(10);
            if (random.nextInt(5) == 0) {
                items.add(new Item<>(null, now - random.nextInt(50)));
                continue;
            }
            long time = now - random.nextInt(40);
            long start = Math.floorDiv(time, 100) * 100;
            long end = random.nextBoolean() ? start + 50 : start + 100;
            Report report = new Report("k" + random.nextInt(3), i, time, start, end, random.nextInt(4) == 0);
            items.add(new Item<>(report, time));
        }
        return items;
    }

    /** Keeps the events of each window and looks at all windows each time. */
    private static final class Model {

        private static final class Window {
            private final String key;
            private long start;
            private long end;
            private final Set<Long> ids = new TreeSet<>();
            private boolean ended;

            private Window(String key, long start, long end) {
                this.key = key;
                this.start = start;
                this.end = end;
            }

            private boolean isOne(Window other, boolean merging) {
                boolean same = start == other.start && end == other.end;
                return key.equals(other.key) && (merging ? start <= other.end && other.start <= end : same);
            }
        }

        private final WindowAssigner<Report> assigner;
        private final long lateness;
        private final List<Window> live = new ArrayList<>();
        private final List<String> results = new ArrayList<>();
        private final List<Object> late = new ArrayList<>();
        private long watermark = Long.MIN_VALUE;

        private Model(WindowAssigner<Report> assigner, long lateness) {
            this.assigner = assigner;
            this.lateness = lateness;
        }

        private void take(Item<Report> item) {
            if (item.isWatermark()) {
                reach(Math.max(watermark, item.time()));
                return;
            }
            try {
                assigner.assign(item.event(), item.time(), (start, end) -> add(item.event(), start, end));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private void add(Report report, long start, long end) {
            Window window = new Window(report.key(), start, end);
            List<Window> same = live.stream()
                    .filter(other -> other.isOne(window, assigner.mergesWindows()))
                    .toList();
            for (Window other : same) {
                window.start = Math.min(window.start, other.start);
                window.end = Math.max(window.end, other.end);
                window.ids.addAll(other.ids);
            }
            if (isOver(window)) {
                late.add(report.id());
                return;
            }
            live.removeAll(same);
            live.add(window);
            window.ids.add(report.id());
            if (window.end - 1 <= watermark) {
                emit(window, "LATE");
            }
        }

        private boolean isOver(Window window) {
            return window.end - 1 + lateness <= watermark;
        }

        private void reach(long newWatermark) {
            watermark = newWatermark;
            live.stream()
                    .filter(window -> !window.ended && window.end - 1 <= watermark)
                    .forEach(window -> emit(window, "ON_TIME"));
            live.removeIf(this::isOver);
        }

        private void emit(Window window, String timing) {
            window.ended = true;
            results.add(window.key + window.ids + "[" + window.start + "," + window.end + ") " + timing);
        }
    }
}
