package io.millrace.systems.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What is told of hits, by loops over all of them. */
final class HitsOracle {

    private final List<Hit> hits;

    private HitsOracle(List<Hit> hits) {
        this.hits = hits;
    }

    static HitsOracle of(Website website, long count) {
        return new HitsOracle(LongStream.range(0, count).mapToObj(website::hit).toList());
    }

    List<Hit> hits() {
        return hits;
    }

    /** The hits of each second, or other time, by its first millisecond. */
    Map<Long, List<Hit>> by(long millis) {
        return hits.stream()
                .collect(Collectors.groupingBy(
                        hit -> Math.floorDiv(hit.millis(), millis) * millis, TreeMap::new, Collectors.toList()));
    }

    /** Among equals anybody may be at the top. */
    static void check(Period told, List<Hit> hits, Function<Hit, String> name) {
        Map<String, List<Hit>> byName = hits.stream().collect(Collectors.groupingBy(name));
        assertThat(List.of(told.of().hits(), told.of().failed(), told.of().took()))
                .isEqualTo(sums(hits));
        assertThat(told.of().top())
                .extracting(Share::hits)
                .isEqualTo(byName.values().stream()
                        .map(each -> (long) each.size())
                        .sorted(Comparator.reverseOrder())
                        .limit(AnalyticsPipeline.TOP)
                        .toList());
        assertThat(told.of().top()).allSatisfy(share -> {
            assertThat(share.begin()).isEqualTo(told.begin());
            assertThat(List.of(share.hits(), share.failed(), share.took())).isEqualTo(sums(byName.get(share.name())));
        });
    }

    private static List<Long> sums(List<Hit> hits) {
        return List.of(
                (long) hits.size(),
                hits.stream().filter(Hit::failed).count(),
                hits.stream().mapToLong(Hit::took).sum());
    }

    /** The visits that ended, by the second in which they did. */
    Map<Long, Visits.Totals> visits() {
        Map<Long, Visits.Totals> ended = new TreeMap<>();
        hits.stream().collect(Collectors.groupingBy(Hit::visitor)).values().forEach(ofVisitor -> {
            long[] times = ofVisitor.stream().mapToLong(Hit::millis).sorted().toArray();
            int first = 0;
            for (int i = 1; i <= times.length; i++) {
                if (i == times.length || times[i] - times[i - 1] > AnalyticsPipeline.PAUSE.toMillis()) {
                    add(ended, times[first], times[i - 1], i - first);
                    first = i;
                }
            }
        });
        return ended;
    }

    private static void add(Map<Long, Visits.Totals> ended, long first, long last, long hits) {
        long second = AnalyticsPipeline.second(last + AnalyticsPipeline.PAUSE.toMillis() - 1);
        ended.merge(
                second,
                new Visits.Totals(1, hits, last - first),
                (one, other) -> new Visits.Totals(
                        one.visits() + other.visits(), one.hits() + other.hits(), one.millis() + other.millis()));
    }
}
