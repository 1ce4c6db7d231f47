package io.millrace.window.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CodesTest {

    private static final int MOST = 511;

    @Test
    void shouldHaveFewValuesInTheOrderInWhichTheyCame() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Codes codes = new Codes();
            for (int i = random.nextInt(MOST - 20); i > 0; i--) {
                codes.use(codes.of("other " + i));
            }
            for (int run = 0; run < 20; run++) {
                checkFew(random, codes);
            }
        });
    }

    private static void checkFew(SplittableRandom random, Codes codes) {
        int different = 1 + random.nextInt(10);
        Set<Object> expected = new LinkedHashSet<>();
        long few = 0;
        for (int i = 0; i < 30; i++) {
            Object value = random.nextInt(different);
            long with = Codes.with(few, codes.of(value));
            if (with == Codes.FULL) {
                assertThat(expected).hasSize(Codes.FEW).doesNotContain(value);
            } else {
                expected.add(value);
                few = with;
            }
            assertThat(Codes.size(few)).isEqualTo(expected.size());
            assertThat(values(few, codes)).containsExactlyElementsOf(expected);
        }
    }

    private static List<Object> values(long few, Codes codes) {
        List<Object> values = new ArrayList<>();
        for (long left = few; left != 0; left = Codes.rest(left)) {
            values.add(codes.value(Codes.first(left)));
        }
        return values;
    }

    @Test
    void shouldGiveTheNumberOfAValueThatIsInUseNowhereToAnother() {
        Codes codes = new Codes();
        long[] sets = new long[MOST];
        for (int i = 0; i < MOST; i++) {
            sets[i] = use(codes, i);
        }
        assertThat(codes.of("more")).isEqualTo(Codes.NONE);
        codes.use(Codes.first(sets[7]));
        codes.release(sets[7]);
        assertThat(codes.of("more")).isEqualTo(Codes.NONE);
        codes.release(sets[7]);
        assertThat(codes.of(7)).as("as long as nobody else needs it").isEqualTo(Codes.first(sets[7]));
        assertThat(use(codes, "more")).isEqualTo(sets[7]);
        assertThat(codes.of(7)).isEqualTo(Codes.NONE);
        for (int i = 0; i < MOST; i++) {
            assertThat(codes.value(Codes.first(sets[i]))).isEqualTo(i == 7 ? "more" : i);
        }
    }

    private static long use(Codes codes, Object value) {
        int code = codes.of(value);
        codes.use(code);
        return Codes.with(0, code);
    }

    @Test
    void shouldGiveNumbersToSmallValuesThatNobodyCanTellFromTheirEquals() {
        Codes codes = new Codes();
        List<Object> plain = List.of("DE", 'c', 1, 2L, (short) 3, (byte) 4, true, TimeUnit.DAYS, "x".repeat(64));
        assertThat(plain).allSatisfy(value -> assertThat(codes.of(value)).isNotEqualTo(Codes.NONE));
        List<Object> others = List.of("x".repeat(65), 1.0, BigDecimal.ONE, List.of(), new Object());
        assertThat(others).allSatisfy(value -> assertThat(codes.of(value)).isEqualTo(Codes.NONE));
    }
}
