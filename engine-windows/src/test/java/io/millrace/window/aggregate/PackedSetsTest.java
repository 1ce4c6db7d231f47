package io.millrace.window.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedSetsTest {

    private static final int SETS = 20;

    /** Many sets beside those that they should be. */
    private static final class Run {

        private final SplittableRandom random;
        private final Packing<Object, Distinct.Values, Set<Object>> packing =
                new Distinct<Object, Object>(value -> value).packing();
        private final long[] numbers = new long[SETS];
        private final List<Set<Object>> expected = new ArrayList<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            for (int set = 0; set < SETS; set++) {
                expected.add(new LinkedHashSet<>());
            }
        }

        void step() throws Exception {
            int set = random.nextInt(SETS);
            int other = random.nextInt(SETS);
            switch (random.nextInt(20)) {
                case 0 -> release(set);
                case 1 -> packing.put(packing.take(numbers, set), numbers, set);
                case 2 -> {
                    packing.flat().merge(numbers, set, numbers, other);
                    expected.get(set).addAll(List.copyOf(expected.get(other)));
                }
                case 3 -> restore();
                default -> {
                    Object value = random.nextInt(30) == 0 ? 0.5 : random.nextInt(1 + random.nextInt(100));
                    packing.flat().add(numbers, set, value, 0);
                    expected.get(set).add(value);
                }
            }
            assertThat(packing.flat().result(numbers, set)).containsExactlyElementsOf(expected.get(set));
        }

        private void release(int set) {
            packing.release(numbers, set);
            numbers[set] = 0;
            expected.get(set).clear();
        }

        /** Some have been read twice, and the first is nobody's. */
        private void restore() {
            for (int set = 0; set < SETS; set++) {
                Distinct.Values values = packing.peek(numbers, set);
                if (random.nextInt(4) == 0) {
                    packing.put(values, numbers, set);
                }
            }
            packing.beginToKeep();
            for (int set = 0; set < SETS; set++) {
                packing.keep(numbers, set);
            }
            packing.endToKeep();
        }

        /** Then there is room for as many values, and as few large sets, as there were at first. */
        void checkThatNothingIsLeft() throws Exception {
            for (int set = 0; set < SETS; set++) {
                release(set);
            }
            long[] each = new long[1];
            for (int i = 0; i < 511; i++) {
                each[0] = 0;
                packing.flat().add(each, 0, "new " + i, 0);
                assertThat(each[0]).as("new value %d", i).isPositive();
            }
            each[0] = 0;
            packing.flat().add(each, 0, "one more", 0);
            assertThat(~each[0]).as("place of a large set").isBetween(0L, 2L * SETS);
        }
    }

    @Test
    void shouldBeTheSetsThatTheyStandForAndKeepNothingOfThoseThatHaveGone() {
        Seeds.check(60, seed -> {
            Run run = new Run(seed);
            for (int step = 0; step < 400; step++) {
                run.step();
            }
            run.checkThatNothingIsLeft();
        });
    }
}
