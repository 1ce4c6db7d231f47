package io.millrace.systems.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.systems.common.Client;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.view.TableView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told and archived, against loops over all hits. */
class AnalyticsTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final int HITS = 6_000;
    private static final double RATE = 150;

    @Test
    void shouldTellWhatAllHitsComeToWhateverCrashes() {
        Seeds.check(4, seed -> {
            Website website = new Website(seed, BEGIN, RATE, HITS);
            HitsOracle oracle = HitsOracle.of(website, HITS);
            Simulation run = Simulation.of(pipeline(website, 1 + (int) (seed % 4)))
                    .seed(seed)
                    .parallelism(1 + (int) (seed % 3))
                    .snapshots(Duration.ofMillis(20))
                    .steps((int) (60 + seed * 53));
            if (!run.state().isTerminal()) {
                run.crashAndRestore();
            }
            run.run();
            assertThat(run.metrics().late()).isZero();
            check(
                    rows(run, AnalyticsPipeline.SECONDS, Period.class, Period::begin),
                    oracle.by(AnalyticsPipeline.SECOND.toMillis()),
                    Hit::country);
            check(
                    rows(run, AnalyticsPipeline.PAGES, Period.class, Period::begin),
                    oracle.by(AnalyticsPipeline.TEN_SECONDS.toMillis()),
                    Hit::page);
            Map<Long, Visits.Totals> visits = new TreeMap<>();
            rows(run, AnalyticsPipeline.VISITS, Visits.class, Visits::begin)
                    .forEach((second, each) -> visits.put(second, each.of()));
            assertThat(visits).isEqualTo(oracle.visits());
        });
    }

    @Test
    void shouldKeepEachSecondAndArchiveEachHitOnce() {
        Website website = new Website(1, BEGIN, RATE, HITS);
        HitsOracle oracle = HitsOracle.of(website, HITS);
        Simulation run = Simulation.of(pipeline(website, 2)).parallelism(2).run();
        assertThat(run.output(AnalyticsPipeline.ARCHIVE)).hasSize(HITS).containsAll(oracle.hits());
        List<Period> kept = run.output(AnalyticsPipeline.KEPT).stream()
                .map(line -> Client.JSON.readValue((String) line, Period.class))
                .toList();
        check(
                kept.stream().collect(Collectors.toMap(Period::begin, each -> each)),
                oracle.by(AnalyticsPipeline.SECOND.toMillis()),
                Hit::country);
    }

    private static Pipeline pipeline(Website website, int readers) {
        return AnalyticsPipeline.of(new Traffic(website), readers, Sinks.discard(), Sinks.discard());
    }

    private static <V> Map<Long, V> rows(Simulation run, String name, Class<V> type, Function<V, Long> begin) {
        TableView<Integer, V> view = run.view(name, Integer.class, type);
        Map<Long, V> rows = new HashMap<>();
        view.forEach((slot, row) -> rows.put(begin.apply(row), row));
        return rows;
    }

    private static void check(Map<Long, Period> told, Map<Long, List<Hit>> hits, Function<Hit, String> name) {
        assertThat(told.keySet()).isEqualTo(hits.keySet());
        told.forEach((begin, period) -> HitsOracle.check(period, hits.get(begin), name));
    }
}
