package io.millrace.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Alignment as Flink defines it. Scripts: {@code 2@0} is barrier 2 on input 0, {@code end@1} the end of input 1, {@code over@2} that
 * snapshot 2 is given up; expected
 * is, after each step, what is aligned or {@code -}, and the blocked inputs.
 */
class BarrierAlignerTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CB-1 several inputs            | 3 | 1@1 1@2 1@0 2@0 2@1 2@2 3@2 3@0 3@1 4@1 4@2 4@0 end@0 end@1 end@2 | -[1] -[12] 1[] -[0] -[01] 2[] -[2] -[02] 3[] -[1] -[12] 4[] -[] -[] -[]
            CB-2 single input              | 1 | 1@0 2@0 3@0 4@0 5@0 6@0 end@0 | 1[] 2[] 3[] 4[] 5[] 6[] -[]
            CB-3 jumping over              | 3 | 1@1 1@2 1@0 2@1 2@0 3@2 4@1 4@0 4@2 | -[1] -[12] 1[] -[1] -[01] -[2] -[1] -[01] 4[]
            CB-4 given up                  | 3 | 1@1 1@2 1@0 2@0 2@2 over@2 2@1 over@4 4@1 4@2 4@0 | -[1] -[12] 1[] -[0] -[02] -[] -[] -[] -[] -[] -[]
            CB-5 stale barrier             | 3 | 1@1 2@1 1@2 2@0 2@2 | -[1] -[1] -[1] -[01] 2[]
            CB-6 two inputs, one ahead     | 2 | 1@0 3@1 2@0 3@0 | -[0] -[1] -[1] 3[]
            CB-8 end while aligning        | 3 | 1@0 1@1 1@2 2@2 2@0 end@1 end@2 end@0 | -[0] -[01] 1[] -[2] -[02] 2[] -[] -[]
            CB-9 end completes             | 3 | 1@0 1@1 end@2 | -[0] -[01] 1[]
            CB-10 barriers after an end    | 3 | end@2 6@0 6@1 end@1 7@0 | -[] -[0] 6[] -[] 7[]
            CB-11 barrier and end of one   | 3 | 2@0 2@1 end@1 2@2 | -[0] -[01] -[0] 2[]
            CB-13 numbers with gaps        | 1 | 1@0 3@0 4@0 6@0 7@0 10@0 | 1[] 3[] 4[] 6[] 7[] 10[]
            CB-14 skipped on most inputs   | 3 | 1@0 1@1 1@2 2@1 2@0 2@2 3@2 4@0 4@1 4@2 | -[0] -[01] 1[] -[1] -[01] 2[] -[2] -[0] -[01] 4[]
            CB-15 two given up in turn     | 3 | 1@0 over@1 over@2 1@1 2@0 1@2 2@1 3@0 3@1 3@2 | -[0] -[] -[] -[] -[] -[] -[] -[0] -[01] 3[]
            CB-17 finished inputs          | 3 | 2@0 2@1 2@2 end@0 4@1 4@2 end@1 end@2 | -[0] -[01] 2[] -[] -[1] 4[] -[] -[]
            repeated barrier               | 2 | 1@0 1@0 1@1 1@1 | -[0] -[0] 1[] -[]
            repeated end                   | 2 | 1@0 end@0 end@0 1@1 | -[0] -[] -[] 1[]
            """)
    void shouldAlignAsFlinkDoes(String row, int inputs, String script, String expected) {
        BarrierAligner aligner = new BarrierAligner(inputs, true);
        List<String> states = new ArrayList<>();
        Set<Integer> ended = new HashSet<>();
        for (String step : script.split(" ", -1)) {
            String[] parts = step.split("@", -1);
            int input = Integer.parseInt(parts[1]);
            if (parts[0].equals("over")) {
                aligner.abandon(input);
                states.add("-" + blocked(aligner, inputs, ended));
                continue;
            }
            boolean ends = parts[0].equals("end");
            long aligned = ends ? aligner.onEnd(input) : aligner.onBarrier(input, Long.parseLong(parts[0]));
            if (ends) {
                ended.add(input);
            }
            states.add((aligned == BarrierAligner.NONE ? "-" : "" + aligned) + blocked(aligner, inputs, ended));
        }
        assertThat(String.join(" ", states)).isEqualTo(expected);
    }

    private static String blocked(BarrierAligner aligner, int inputs, Set<Integer> ended) {
        return IntStream.range(0, inputs)
                .filter(each -> !ended.contains(each) && aligner.isBlocked(each))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("", "[", "]"));
    }

    /** Inputs with rows, some of the barriers and an end each, polled at random unless blocked. */
    @Test
    void shouldKeepRowsOnTheirSideOfBarriersAndNeverStandStill() {
        Seeds.check(2_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = 1 + random.nextInt(4);
            int barriers = random.nextInt(6);
            List<ArrayDeque<Integer>> queues = new ArrayList<>();
            for (int i = 0; i < inputs; i++) {
                queues.add(input(random, barriers));
            }
            BarrierAligner aligner = new BarrierAligner(inputs, true);
            List<Long> aligned = new ArrayList<>();
            Set<Integer> open = new HashSet<>(IntStream.range(0, inputs).boxed().toList());
            int[] passed = new int[inputs];
            while (!open.isEmpty()) {
                List<Integer> ready =
                        open.stream().filter(input -> !aligner.isBlocked(input)).toList();
                assertThat(ready).as("inputs to poll; open are %s", open).isNotEmpty();
                int input = ready.get(random.nextInt(ready.size()));
                Integer item = queues.get(input).poll();
                long result = BarrierAligner.NONE;
                if (item == null) {
                    open.remove(input);
                    result = aligner.onEnd(input);
                } else if (item > 0) {
                    passed[input] = item;
                    result = aligner.onBarrier(input, item);
                }
                if (result != BarrierAligner.NONE) {
                    aligned.add(result);
                    long snapshot = result;
                    assertThat(open)
                            .as("barriers passed when %s is aligned", snapshot)
                            .allMatch(each -> passed[each] == snapshot);
                }
            }
            assertThat(aligned).isSorted().doesNotHaveDuplicates();
        });
    }

    /** Every barrier with a lower number than the last one comes; 0 is a row. */
    private static ArrayDeque<Integer> input(SplittableRandom random, int barriers) {
        ArrayDeque<Integer> items = new ArrayDeque<>();
        int last = random.nextInt(barriers + 1);
        for (int barrier = 1; barrier <= last; barrier++) {
            for (int rows = random.nextInt(3); rows > 0; rows--) {
                items.add(0);
            }
            items.add(barrier);
        }
        return items;
    }
}
