package io.millrace.systems.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.systems.common.Client;
import io.millrace.systems.common.Running;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page is told, against loops over all plays. */
class ViewsTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final int PLAYS = 4_000;
    private static final int TITLES = 40;
    private static final double PLAYS_PER_SECOND = 15;
    private static final long MINUTE = ViewsPipeline.MINUTE.toMillis();

    @Test
    void shouldTellOfEachMinuteInTheEndWhatAllItsPlaysComeTo() {
        Seeds.check(3, seed -> {
            PlayGenerator generator = new PlayGenerator(seed * PLAYS, TITLES, BEGIN, PLAYS_PER_SECOND);
            List<Play> plays =
                    LongStream.range(0, PLAYS).mapToObj(generator::apply).toList();
            Map<Long, Minute.Charts> told = new TreeMap<>();
            run(plays, seed).forEach(each -> told.put(each.minute(), each.of()));
            check(told, counts(plays));
            assertThat(told.values().stream().mapToLong(Minute.Charts::late).sum())
                    .as("some came late")
                    .isPositive();
        });
    }

    @Test
    void shouldTellNothingOfMinutesWhoseTitlesAreForgotten() {
        List<Play> plays = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            for (int title = 0; title < 5; title++) {
                plays.add(new Play("title " + title, BEGIN + minute * MINUTE + 5_000L * title));
            }
        }
        Map<Long, List<Long>> told = new TreeMap<>();
        run(plays, 1)
                .forEach(each -> told.computeIfAbsent(each.minute(), unused -> new ArrayList<>())
                        .add(each.of().plays()));
        assertThat(told).hasSize(60);
        assertThat(told.values())
                .allSatisfy(counts -> assertThat(counts).isSorted().endsWith(5L));
    }

    private static List<Minute> run(List<Play> plays, long seed) {
        Pipeline pipeline = Pipeline.create("views");
        ViewsPipeline.minutes(pipeline.source("plays", Sources.collection(plays)))
                .to("shown", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(seed).parallelism(2).run();
        assertThat(run.metrics().late()).isZero();
        return run.output("shown").stream().map(each -> (Minute) each).toList();
    }

    @Test
    void shouldCountOnBehindAPlayFromYearsToCome() {
        try (Running system = ViewsSystem.start(0, Optional.empty(), 1);
                Stream<String> told = new Client(system.uri()).events("/minutes")) {
            Client client = new Client(system.uri());
            assertThat(client.post(
                                    "/plays",
                                    new Play(
                                            "a",
                                            Instant.parse("2100-01-01T00:00:00Z")
                                                    .toEpochMilli()))
                            .statusCode())
                    .isEqualTo(202);
            for (long millis : new long[] {BEGIN, BEGIN + 1, BEGIN + 2 * MINUTE}) {
                assertThat(client.post("/plays", new Play("a", millis)).statusCode())
                        .isEqualTo(202);
            }
            assertThat(told.anyMatch(minute -> minute.startsWith("{\"minute\":" + BEGIN + ",\"of\":{\"plays\":2,")))
                    .isTrue();
        }
    }

    private static Map<Long, Map<String, Long>> counts(List<Play> plays) {
        Map<Long, Map<String, Long>> counts = new TreeMap<>();
        for (Play play : plays) {
            long minute = play.millis() - play.millis() % MINUTE;
            counts.computeIfAbsent(minute, unused -> new HashMap<>()).merge(play.title(), 1L, Long::sum);
        }
        return counts;
    }

    private static void check(Map<Long, Minute.Charts> told, Map<Long, Map<String, Long>> counts) {
        assertThat(told.keySet()).isEqualTo(counts.keySet());
        told.forEach((minute, charts) -> {
            Map<String, Long> plays = counts.get(minute);
            Map<String, Long> before = counts.getOrDefault(minute - MINUTE, Map.of());
            assertThat(charts.plays())
                    .isEqualTo(plays.values().stream().mapToLong(each -> each).sum());
            assertThat(charts.top()).extracting(TitleMinute::plays).isEqualTo(largest(plays.values()));
            assertThat(charts.rising())
                    .extracting(TitleMinute::rise)
                    .isEqualTo(largest(plays.entrySet().stream()
                            .map(each -> new TitleMinute(
                                            each.getKey(),
                                            minute,
                                            each.getValue(),
                                            0,
                                            before.getOrDefault(each.getKey(), 0L))
                                    .rise())
                            .toList()));
            List<TitleMinute> all = new ArrayList<>(charts.top());
            all.addAll(charts.rising());
            assertThat(all).allSatisfy(each -> {
                assertThat(each.plays()).isEqualTo(plays.get(each.title()));
                assertThat(each.before()).isEqualTo(before.getOrDefault(each.title(), 0L));
            });
        });
    }

    private static <C extends Comparable<C>> List<C> largest(Iterable<C> values) {
        List<C> sorted = new ArrayList<>();
        values.forEach(sorted::add);
        sorted.sort(Comparator.reverseOrder());
        return sorted.subList(0, Math.min(ViewsPipeline.TOP, sorted.size()));
    }
}
