package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaneGridTest {

    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            TU-2  | 5000 | 100   | 100 5099 5100            | 100 100 5100
            TU-3  | 5000 | -100  | 0 4899 4900              | -100 -100 4900
            TU-4  | 5000 | 1000  | 1000 5999 6000           | 1000 1000 6000
            TU-7  | 7    | 0     | -8 -7 -6 -1 1 6 7 8      | -14 -7 -7 -7 0 0 7 7
            TU-9  | 7    | -2    | -12 -7 -4 -3 2 -1 1 -2 3 4 7 12 | -16 -9 -9 -9 -2 -2 -2 -2 -2 -2 5 12
            TU-10 | 86400000 | -28800000 | 1470902048450    | 1470844800000
            TU-13 | 10   | 0     | 1 2 5 9 10 11 100        | 0 0 0 0 10 10 100
            TU-14 | 10   | 5     | 1 2 5 9 10 11 100        | -5 -5 5 5 5 5 95
            TU-18 | 4    | 0     | -5 -4 -1 0 3 4 7 8       | -8 -4 -4 0 0 4 4 8
            TU-19 | 4    | 1     | -4 -3 0 1 4 5 8 9        | -7 -3 -3 1 1 5 5 9
            TU-20 | 4    | 2     | -3 -2 1 2 5 6 9          | -6 -2 -2 2 2 6 6
            TU-22 | 12   | 0     | 21                       | 12
            """)
    void shouldAlignPanesToTheOffset(String id, long size, long offset, String timestamps, String starts) {
        PaneGrid grid = new PaneGrid(size, offset);
        String[] expected = starts.split(" ", -1);
        String[] given = timestamps.split(" ", -1);
        for (int i = 0; i < given.length; i++) {
            long timestamp = Long.parseLong(given[i]);
            long start = Long.parseLong(expected[i]);
            assertThat(grid.startOf(timestamp))
                    .as("%s: start for %s", id, timestamp)
                    .isEqualTo(start);
            assertThat(grid.lastOf(timestamp))
                    .as("%s: last for %s", id, timestamp)
                    .isEqualTo(start + size - 1);
        }
    }

    @ParameterizedTest(name = "TU-16, TU-21: size {0}, offset {1}")
    @CsvSource({"3,0", "4,3", "4,2", "3600000,0", "1,0", "9223372036854775807,0", "9223372036854775807,-5", "2,1"})
    void shouldCutPanesOffAtTheEndsOfTime(long size, long offset) {
        PaneGrid grid = new PaneGrid(size, offset);
        for (long timestamp : new long[] {MIN + 1, MIN + 2, -1, 0, 1, MAX - 1, MAX}) {
            long start = grid.startOf(timestamp);
            long last = grid.lastOf(timestamp);
            assertThat(timestamp).isBetween(start, last);
            assertThat(start).isGreaterThan(MIN);
            assertThat(grid.startOf(start)).isEqualTo(start);
            assertThat(grid.startOf(last)).isEqualTo(start);
            assertThat(grid.lastOf(start)).isEqualTo(last);
            if (start > MIN + 1 && last < MAX) {
                assertThat(last - start + 1).isEqualTo(size);
            }
        }
    }
}
