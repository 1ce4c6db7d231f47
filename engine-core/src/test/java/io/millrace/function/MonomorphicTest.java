package io.millrace.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonomorphicTest {

    private final Monomorphic<LongSupplier> copies = Monomorphic.of(MethodHandles.lookup(), Doubling.class);

    static final class Refused implements Fn<Long, Long> {
        private static final long serialVersionUID = 1;

        @Override
        public Long apply(Long value) {
            return value;
        }
    }

    /** What is copied. */
    static final class Doubling implements LongSupplier {

        private final Fn<Long, Long> function;

        Doubling(Fn<Long, Long> function) {
            if (function instanceof Refused) {
                throw new IllegalArgumentException("refused");
            }
            this.function = function;
        }

        @Override
        public long getAsLong() {
            try {
                return 2 * function.apply(1L);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void shouldDoWhatTheOriginalDoes() {
        assertThat(copies.make(plus(20)).getAsLong()).isEqualTo(42);
    }

    @Test
    void shouldCopyTheClassOnceForEachFunction() {
        LongSupplier one = copies.make(plus(1));
        LongSupplier same = copies.make(plus(2));
        Fn<Long, Long> times = value -> value * 3;
        LongSupplier other = copies.make(times);

        assertThat(one.getClass()).isSameAs(same.getClass()).isNotSameAs(Doubling.class);
        assertThat(other.getClass()).isNotSameAs(one.getClass());
        assertThat(one.getAsLong()).isEqualTo(4);
        assertThat(same.getAsLong()).isEqualTo(6);
        assertThat(other.getAsLong()).isEqualTo(6);
    }

    @Test
    void shouldCopyTheClassOnceWhenManyThreadsAskForIt() {
        Set<Class<?>> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 1_000)
                .parallel()
                .forEach(i -> made.add(copies.make(plus(i)).getClass()));

        assertThat(made).hasSize(1);
    }

    @Test
    void shouldPassOnWhatTheConstructorThrows() {
        assertThatThrownBy(() -> copies.make(new Refused()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");
    }

    @Test
    void shouldShareTheOriginalBeyondTheLimit() {
        Monomorphic<LongSupplier> few = Monomorphic.of(MethodHandles.lookup(), Doubling.class, 1);
        Fn<Long, Long> first = value -> value + 1;
        Fn<Long, Long> second = value -> value + 2;
        Set<Class<?>> made = new HashSet<>();
        made.add(few.make(first).getClass());
        LongSupplier shared = few.make(second);

        assertThat(made).doesNotContain(Doubling.class);
        assertThat(shared.getClass()).isSameAs(Doubling.class);
        assertThat(shared.getAsLong()).isEqualTo(6);
    }

    private static Fn<Long, Long> plus(long more) {
        return value -> value + more;
    }
}
