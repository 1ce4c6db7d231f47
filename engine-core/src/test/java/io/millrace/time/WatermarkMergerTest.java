package io.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The minimum over inputs, as Flink has it. Scripts: {@code 0:25} is watermark 25 on input 0, {@code idle}, {@code row}
 * and {@code done} speak for themselves; expected is, after each step, the new watermark or {@code -}, with {@code i}
 * while the whole is idle.
 */
class WatermarkMergerTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            WM-3 single input, idle between        | 1 | 0:25 0:idle 0:row 0:50               | 25 -i - 50
            WM-3 any watermark ends idleness here  | 1 | 0:25 0:idle 0:50                     | 25 -i 50
            WM-4 all inputs needed                 | 3 | 0:0 1:0 2:0                          | - - 0
            WM-5 rising                            | 3 | 0:0 1:0 2:0 0:12 2:8 2:10 1:15 2:17 0:20 | - - 0 - - - 10 12 15
            WM-5b a regressing one is ignored      | 2 | 0:10 1:10 0:5 0:20 1:20              | - 10 - - 20
            WM-8 partially idle                    | 3 | 0:15 1:10 2:idle 1:18 0:20           | - - 10 15 18
            WM-9 one by one idle                   | 3 | 0:25 1:10 2:17 1:idle 2:idle         | - - 10 17 25
            WM-14 idle output advances             | 2 | 0:2 1:5 0:idle                       | - 2 5
            WM-15 no regress when idle one returns | 2 | 0:2 1:5 0:idle 0:3 1:6 0:7           | - 2 5 - 6 -
            WM-22 both have watermarks             | 2 | 0:1 1:2 0:3 1:4                      | - 1 2 3
            WM-23 recovers from idleness           | 2 | 0:idle 1:11 0:row 1:12 0:13          | - 11 - 12 -
            WM-24 active without watermark         | 2 | 0:row 1:idle                         | - -
            WM-25 the other is done                | 2 | 0:100 1:done                         | - 100
            WM-25b the other is done before        | 2 | 0:done 1:100                         | - 100
            WM-27 idle, done, recovers             | 2 | 0:idle 1:done 0:10                   | - -i 10
            WM-28 all idle: the highest            | 2 | 0:10 1:11 1:idle 0:idle              | - 10 - 11i
            WM-28b ahead idle, behind done         | 2 | 0:10 1:11 1:idle 0:done              | - 10 - 11i
            all done                               | 3 | 0:5 1:done 2:idle 0:done 2:done      | - - 5 -i end
            idle and then done                     | 2 | 0:idle 1:7 0:done 1:done             | - 7 - end
            nothing after the end of an input      | 2 | 0:done 0:5 0:idle 0:row 1:3          | - - - - 3
            negative timestamps                    | 2 | 0:-20 1:-10 0:-5                     | - -20 -10
            """)
    void shouldMergeAsFlinkDoes(String row, int inputs, String script, String expected) {
        WatermarkMerger merger = new WatermarkMerger(inputs);
        List<String> outputs = new ArrayList<>();
        for (String step : script.split(" ", -1)) {
            String[] parts = step.split(":", -1);
            boolean advanced = apply(merger, Integer.parseInt(parts[0]), parts[1]);
            String output = merger.current() == EventTime.MAX ? "end" : "" + merger.current();
            outputs.add((advanced ? output : "-") + (merger.isIdle() ? "i" : ""));
        }
        assertThat(String.join(" ", outputs)).isEqualTo(expected);
    }

    private static boolean apply(WatermarkMerger merger, int input, String what) {
        switch (what) {
            case "idle" -> {
                return merger.onIdle(input);
            }
            case "row" -> {
                merger.onActive(input);
                return false;
            }
            case "done" -> {
                return merger.onWatermark(input, EventTime.MAX);
            }
            default -> {
                return merger.onWatermark(input, Long.parseLong(what));
            }
        }
    }

    @Test
    void shouldAdvanceToWhatAnInputHadToldThatEndsWhileTheOthersAreIdle() {
        WatermarkMerger idleFirst = new WatermarkMerger(2);
        idleFirst.onWatermark(0, -19);
        idleFirst.onIdle(0);
        idleFirst.onWatermark(1, 26);
        idleFirst.finish(1);
        WatermarkMerger endedFirst = new WatermarkMerger(2);
        endedFirst.onWatermark(0, -19);
        endedFirst.onWatermark(1, 26);
        endedFirst.finish(1);
        assertThat(endedFirst.current()).isEqualTo(-19);
        assertThat(endedFirst.onIdle(0)).isTrue();

        assertThat(endedFirst.current()).isEqualTo(26).isEqualTo(idleFirst.current());
        assertThat(endedFirst.isIdle()).isTrue();
        assertThat(endedFirst.finish(0)).isTrue();
        assertThat(endedFirst.current()).isEqualTo(EventTime.MAX);
    }

    @Test
    void shouldAgreeWithANaiveMinimumAndNeverRegress() {
        Seeds.check(3_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = 1 + random.nextInt(4);
            WatermarkMerger merger = new WatermarkMerger(inputs);
            Model model = new Model(inputs);
            for (int step = 0; step < 60; step++) {
                int input = random.nextInt(inputs);
                long before = merger.current();
                boolean advanced = false;
                switch (random.nextInt(10)) {
                    case 0, 1 -> {
                        advanced = merger.onIdle(input);
                        model.idle(input);
                    }
                    case 2 -> {
                        merger.onActive(input);
                        model.active(input);
                    }
                    case 4 -> {
                        merger.hold(input);
                        model.hold(input);
                    }
                    case 3 -> {
                        boolean ends = random.nextInt(4) == 0;
                        advanced = ends && merger.onWatermark(input, EventTime.MAX);
                        if (ends) {
                            model.watermark(input, EventTime.MAX);
                        }
                    }
                    default -> {
                        long watermark = step + random.nextLong(20) - 30;
                        advanced = merger.onWatermark(input, watermark);
                        model.watermark(input, watermark);
                    }
                }
                assertThat(merger.current()).as("step %s", step).isEqualTo(model.output);
                assertThat(advanced).isEqualTo(merger.current() > before);
                assertThat(merger.current()).isGreaterThanOrEqualTo(before);
                assertThat(merger.isIdle()).isEqualTo(model.isIdle());
            }
        });
    }

    /** The rules in words: computed anew from all inputs at each step. */
    private static final class Model {

        private final boolean[] idle;
        private final boolean[] done;
        private final long[] watermarks;

        /** What inputs that are done had told before. */
        private final long[] told;

        private long output = EventTime.NONE;

        private Model(int inputs) {
            idle = new boolean[inputs];
            done = new boolean[inputs];
            watermarks = new long[inputs];
            Arrays.fill(watermarks, EventTime.NONE);
            told = watermarks.clone();
        }

        private void idle(int input) {
            if (!idle[input] && !done[input]) {
                idle[input] = true;
                compute();
            }
        }

        private void active(int input) {
            idle[input] = false;
        }

        private void hold(int input) {
            idle[input] = false;
            watermarks[input] = Math.max(watermarks[input], output);
        }

        private void watermark(int input, long watermark) {
            idle[input] = false;
            if (!done[input] && watermark == EventTime.MAX) {
                done[input] = true;
                told[input] = watermarks[input];
            }
            // As in Flink, what only ends idleness does not move the output.
            if (watermark > watermarks[input]) {
                watermarks[input] = watermark;
                compute();
            }
        }

        private boolean isIdle() {
            return all().anyMatch(input -> idle[input]) && all().allMatch(input -> idle[input] || done[input]);
        }

        private void compute() {
            long combined;
            if (all().allMatch(input -> done[input])) {
                combined = EventTime.MAX;
            } else if (isIdle()) {
                combined = all().mapToLong(input -> done[input] ? told[input] : watermarks[input])
                        .max()
                        .orElseThrow();
            } else {
                combined = all().filter(input -> !idle[input] && !done[input] && watermarks[input] >= output)
                        .mapToLong(input -> watermarks[input])
                        .min()
                        .orElse(EventTime.NONE);
            }
            output = Math.max(output, combined);
        }

        private IntStream all() {
            return IntStream.range(0, idle.length);
        }
    }
}
