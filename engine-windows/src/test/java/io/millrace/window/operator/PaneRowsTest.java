package io.millrace.window.operator;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Batches in which known keys stand between new ones, whose entries move those that were found before. */
class PaneRowsTest {

    private static final int SIZE = 10;
    private static final int ROWS = 256;

    @Test
    void shouldAddEachEventToItsKeyWhenNewKeysMoveOthers() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            OperatorHarness<Event, String> harness =
                    OperatorHarness.of(counting()).keyedBy(Event::key).open();
            Map<String, Long> expected = new TreeMap<>();
            int keys = 1 + random.nextInt(3_000);
            for (int batches = 1 + random.nextInt(12); batches > 0; batches--) {
                Batch<Event> batch = new Batch<>(ROWS);
                for (int row = 0; row < ROWS; row++) {
                    Event event = new Event("k" + random.nextInt(keys), 1, random.nextInt(SIZE));
                    batch.add(event, event.time());
                    expected.merge(event.key(), 1L, Long::sum);
                }
                harness.batch(0, batch);
            }

            harness.watermark(SIZE);

            assertThat(harness.output().stream().map(OperatorHarness.Emitted::value))
                    .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue() + "x" + each.getValue() + "[0,10)")
                            .toList());
        });
    }

    private static WindowOperator<String, Event, String> counting() {
        return WindowOperator.tumbling(
                new PaneGrid(SIZE, 0),
                Script.logic(
                        Emission.atEnd(allOf(count(), sumLong(Event::value), (count, sum) -> count + "x" + sum)), 0));
    }
}
