package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The lowest number that nobody has. */
class NumberAllocatorTest {

    @Test
    void shouldFindTheLowestThatIsFreeWhicheverAreTaken() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            NumberAllocator numbers = new NumberAllocator();
            Set<Long> taken = new HashSet<>();
            int bound = 1 + random.nextInt(400);
            for (int i = 0; i < 1_000; i++) {
                long number = random.nextInt(20) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(bound);
                if (random.nextInt(3) > 0) {
                    numbers.take(number);
                    taken.add(number);
                } else {
                    numbers.free(number);
                    taken.remove(number);
                }
                long lowest = 0;
                while (taken.contains(lowest)) {
                    lowest++;
                }
                assertThat(numbers.lowestFree()).isEqualTo(lowest);
            }
        });
    }

    @Test
    void shouldTakeTheLargest() {
        NumberAllocator numbers = new NumberAllocator();
        numbers.take(Long.MAX_VALUE);
        numbers.take(0);
        assertThat(numbers.lowestFree()).isEqualTo(1);
        numbers.free(0);
        assertThat(numbers.lowestFree()).isZero();
    }
}
