package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.metrics.Account;
import io.millrace.metrics.Ledger;
import io.millrace.metrics.LedgerEntry;
import io.millrace.metrics.Metrics;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowLedgerTest {

    private static final int EVENTS = 500;

    /** In the order of time, but for each seventh, which is a second old. */
    private static Simulation run(long seed) {
        List<Long> times = LongStream.range(0, EVENTS)
                .map(each -> each % 7 == 6 ? 10 * each - 1_000 : 10 * each)
                .boxed()
                .toList();
        Pipeline pipeline = Pipeline.create("windows");
        pipeline.source("times", Sources.collection(times))
                .typed(Long.class)
                .timestamps(Timestamps.millis(each -> each), Watermarks.ascending())
                .keyBy(each -> each % 5, Long.class)
                .window(Windows.tumbling(Duration.ofMillis(300)))
                .aggregate("counts", Aggregates.count())
                .to("out", Sinks.discard());
        return Simulation.of(pipeline).seed(seed).parallelism(2).batchSize(16).run();
    }

    @Test
    void shouldFindEachEventInAWindowOrLate() {
        Seeds.check(20, seed -> {
            Simulation run = run(seed);
            LedgerEntry counts = run.ledger().of("counts");
            long put = run.ledger().of("combiner of counts").reason("put together");

            assertThat(counts.reason(Account.LATE)).isPositive();
            assertThat(counts.reason(Account.LATE) + counts.reason("in windows") + put)
                    .isEqualTo(EVENTS);
        });
    }

    @Test
    void shouldFindEachPaneOfAKeyToBeToldAtItsEnd() {
        Seeds.check(20, seed -> {
            Ledger ledger = run(seed).ledger();
            LedgerEntry panes = ledger.of("panes of counts");

            assertThat(panes.in()).isPositive().isEqualTo(ledger.of("counts").out());
            assertThat(panes.out()).isEqualTo(panes.in());
            assertThat(panes.kept()).hasValue(0);
        });
    }

    /** What senders have put together is what the windows have been told of. */
    @Test
    void shouldHaveAsManyEventsTakenApartAsWerePutTogether() {
        Seeds.check(20, seed -> {
            Simulation run = run(seed);
            Ledger ledger = run.ledger();

            assertThat(ledger.of("combiner of counts").reason("put together"))
                    .isPositive()
                    .isEqualTo(
                            run.metrics().operators().get("counts").counters().get(Metrics.COMBINED));
        });
    }
}
