package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.testing.OperatorHarness;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkStatus;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Watermarks per split, and what silence does to them. Scripts: {@code 0:25} is an event at 25 from split 0, {@code
 * 0:end} its end, {@code t10} are ten milliseconds of waiting for input, {@code b10} as many of being held back by a
 * consumer and {@code w10} of being at work; {@code split} is one more split from now on. Expected is, after each step,
 * the watermark if it advanced or {@code -}, with {@code i} while idle.
 */
class TimestampsOperatorTest {

    private static final Timestamps<Long> ITSELF = Timestamps.millis(event -> event);

    /** The bound is 3 everywhere, so a watermark trails by 4. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            WM-31 two splits, idle after 5         | 2 | 5 |   | 0:0 1:0 t7 0:100 0:90 0:101         | - -4 -i 96 - 97
            WM-32 never idle                       | 2 |   |   | 0:10 0:11 1:10 1:11 1:12 0:13       | - - 6 7 - 8
            WM-33 a split that comes later         | 1 | 5 |   | t7 split t7 1:10 0:9 1:20           | -i -i -i 6 - -
            WM-35 the last one before idle         | 2 | 5 |   | 0:10 t7                             | - 6i
            WM-36 a split that starts behind       | 1 |   |   | 0:10 split 1:5 0:12 1:11            | 6 - - - 7
            WM-37 the lagging one ends             | 2 |   |   | 0:10 1:end                          | - 6
            WM-37 the one ahead ends               | 2 |   |   | 0:10 1:11 1:end                     | - 6 -
            WM-37 with nothing said yet            | 2 |   |   | 0:end 1:10                          | - 6
            WM-14 the idle one holds nothing back  | 2 | 5 |   | 0:2 1:5 t4 1:6 t4 1:7               | - -2 - - 2 3
            WM-15 an idle one comes back behind    | 2 | 5 |   | 1:9 t4 1:10 t4 0:3 1:11 0:10 0:12   | - - - 6 - - - 7
            WM-9 one by one idle                   | 3 | 5 |   | 0:9 1:8 2:7 t3 0:9 1:8 t3 0:9 t3 t5 | - - 3 - - - 4 - 5 -i
            all ended                              | 2 |   |   | 0:10 1:9 0:end 1:end                | - 5 - -i
            ended and idle                         | 2 | 5 |   | 0:10 1:20 1:end t7 0:11             | - 6 - -i 7
            ended before the rest is known         | 1 |   |   | split split 0:end 1:10 2:11         | - - - - 6
            held back is not silent                | 1 | 5 |   | 0:10 b100 t3 b100 t4                | 6 - - - -i
            at work is not silent                  | 1 | 5 |   | 0:10 w100 t3 w100 t4                | 6 - - - -i
            held back with splits                  | 2 | 5 |   | 0:10 1:10 b100 t3 b100 t4           | - 6 - - - -i
            others keep the task at work           | 2 | 5 |   | 1:4 0:10 w3 0:11 w3 t1 0:12         | - 0 - - - 7 8
            idle before another one came           | 1 | 5 |   | t7 split 1:10 t4 0:9 t4             | -i -i 6 - - -
            another one in the place of the first  | 1 | 5 |   | 0:10 0:end split 1:5 1:20           | 6 -i -i - 16
            a reader without splits                | 0 |   |   | t0 split 0:10                       | -i -i 6
            negative                               | 2 |   |   | 0:-10 1:-20 1:-5                    | - -24 -14
            by the clock after 8                   | 1 |   | 8 | 0:10 t7 t3 t2 t2 0:11 t7 0:30       | 6 - 16 18 20 - - 26
            by the clock, not before the first     | 1 |   | 8 | t20 0:10 t7 t3                      | - 6 - 16
            by the clock, idle before the first    | 1 | 5 | 8 | t20 0:10 t7 t4                      | -i 6 -i 16
            by the clock rather than idle          | 1 | 9 | 4 | 0:10 t6 t4 t2 0:20                  | 6 12 16 18 -
            by the clock, held back                | 1 |   | 8 | 0:10 b50 t7 b50 t3                  | 6 - - - 16
            by the clock, at work                  | 1 |   | 8 | 0:10 w50 t7 w50 t3                  | 6 - - - 16
            by the clock, all splits silent        | 2 |   | 8 | 0:10 1:40 t6 0:11 t6 t4             | - 6 - 7 - 46
            by the clock, one split ended          | 2 |   | 8 | 0:10 1:40 1:end t10                 | - 6 - 16
            by the clock, then older events        | 1 |   | 8 | 0:10 t10 0:12 t5 0:25 0:14          | 6 16 - - 21 -
            """)
    void shouldMakeWatermarks(String row, int splits, Long idle, Long close, String script, String expected)
            throws Exception {
        Script run = new Script(splits, idle, close);
        List<String> outputs = new ArrayList<>();
        for (String step : script.split(" ", -1)) {
            outputs.add(run.step(step));
        }
        assertThat(String.join(" ", outputs)).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatEachSplitIsAt() throws Exception {
        Script run = new Script(2, 5L, null);
        run.step("0:10");
        run.step("0:7");
        run.step("t7");
        run.step("1:end");
        run.step("0:9");
        run.step("t2");
        assertThat(run.harness.splits())
                .extracting(
                        SplitStatus::split,
                        SplitStatus::newest,
                        SplitStatus::watermark,
                        SplitStatus::status,
                        SplitStatus::idleNanos)
                .containsExactly(
                        tuple("0", 10L, 6L, WatermarkStatus.ACTIVE, 5_000_000L),
                        tuple("1", EventTime.NONE, EventTime.NONE, WatermarkStatus.FINISHED, 5_000_000L));
        SplitStatus first = run.harness.splits().get(0);
        assertThat(first.silentNanos()).isEqualTo(2_000_000L);
        assertThat(first.strategy()).isEqualTo("bounded out-of-orderness PT0.003S");
    }

    @Test
    void shouldNotReachTheEndOfTimeByTheClock() throws Exception {
        Watermarks<Object> watermarks = Watermarks.ascending().closeAfterIdle(Duration.ofSeconds(1));
        OperatorHarness<Long, Long> harness = OperatorHarness.of(Operators.timestamps(ITSELF, watermarks, null));
        harness.open();
        harness.event(Long.MAX_VALUE - 10, EventTime.NONE).advance(Duration.ofHours(1));
        assertThat(harness.watermark()).isEqualTo(EventTime.MAX - 1);
    }

    @Test
    void shouldTickAtMostASecondAndAtLeastAMillisecondApart() throws Exception {
        assertThat(advances(Duration.ofMinutes(1), Duration.ofSeconds(70))).isBetween(10, 11);
        assertThat(advances(Duration.ofMillis(40), Duration.ofMillis(140))).isBetween(9, 11);
        assertThat(advances(Duration.ofNanos(1), Duration.ofMillis(100))).isBetween(49, 100);
    }

    /** How often the watermark advances in a silence. */
    private static int advances(Duration closeAfter, Duration silence) throws Exception {
        Watermarks<Object> watermarks = Watermarks.ascending().closeAfterIdle(closeAfter);
        OperatorHarness<Long, Long> harness = OperatorHarness.of(Operators.timestamps(ITSELF, watermarks, null));
        harness.open().event(1L, EventTime.NONE);
        int advances = 0;
        for (long millis = 0; millis < silence.toMillis(); millis++) {
            long before = harness.watermark();
            harness.advance(Duration.ofMillis(1));
            advances += harness.watermark() > before ? 1 : 0;
        }
        return advances;
    }

    private static final class Script {

        private final OperatorHarness<Long, Long> harness;
        private int splits;

        private Script(int splits, Long idle, Long close) throws Exception {
            this.splits = splits;
            Watermarks<Object> bounded = Watermarks.boundedOutOfOrderness(Duration.ofMillis(3));
            Watermarks<Object> watermarks = close == null ? bounded : bounded.closeAfterIdle(Duration.ofMillis(close));
            Duration idleAfter =
                    Optional.ofNullable(idle).map(Duration::ofMillis).orElse(null);
            harness = OperatorHarness.of(Operators.timestamps(ITSELF, watermarks, idleAfter));
            for (int split = 0; split < splits; split++) {
                harness.addSplit(Integer.toString(split));
            }
            if (splits == 0) {
                harness.addSplit("none").endSplit("none");
            }
            harness.open();
        }

        private String step(String step) throws Exception {
            long before = harness.watermark();
            apply(step);
            long after = harness.watermark();
            return (after > before ? "" + after : "-") + (harness.isIdle() ? "i" : "");
        }

        private void apply(String step) throws Exception {
            if (step.equals("split")) {
                harness.addSplit(Integer.toString(splits++));
                return;
            }
            String[] parts = step.split(":", -1);
            if (parts.length == 1) {
                pass(step.charAt(0), Duration.ofMillis(Long.parseLong(step.substring(1))));
                return;
            }
            if (parts[1].equals("end")) {
                harness.endSplit(parts[0]).advance(Duration.ZERO);
                return;
            }
            harness.fromSplit(parts[0]).event(Long.parseLong(parts[1]), EventTime.NONE);
        }

        private void pass(char how, Duration time) throws Exception {
            switch (how) {
                case 'b' -> harness.heldBack(time);
                case 'w' -> harness.atWork(time);
                default -> harness.advance(time);
            }
        }
    }
}
