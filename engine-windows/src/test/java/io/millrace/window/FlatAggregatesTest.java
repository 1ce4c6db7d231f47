package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.AggregateCase.Event;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlatAggregatesTest {

    static Stream<AggregateCase<?, ?>> flat() {
        return AggregateCase.all().stream().filter(each -> each.aggregate() instanceof FlatAggregate<?, ?>);
    }

    @Test
    void shouldBeFlatWhereAccumulatorsAreNumbers() {
        assertThat(flat().map(AggregateCase::name))
                .contains(
                        "count",
                        "sumLong",
                        "sumDouble",
                        "average",
                        "averageLong",
                        "variance",
                        "standardDeviation",
                        "minLong",
                        "maxDouble",
                        "mapping a count",
                        "filtering a sum",
                        "allOf 2",
                        "allOf 4",
                        "allOf 4, flat")
                .doesNotContain("first", "distinct", "allOf 3", "filtering", "groupingBy, counts");
    }

    /** One of a user's own, whose empty accumulators are not of zeros. */
    private record Span() implements FlatAggregate<Event, Long> {

        @Override
        public int width() {
            return 2;
        }

        @Override
        public void create(long[] numbers, int at) {
            numbers[at] = Long.MAX_VALUE;
            numbers[at + 1] = Long.MIN_VALUE;
        }

        @Override
        public void add(long[] numbers, int at, Event event, long timestamp) {
            numbers[at] = Math.min(numbers[at], event.number());
            numbers[at + 1] = Math.max(numbers[at + 1], event.number());
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            numbers[at] = Math.min(numbers[at], other[otherAt]);
            numbers[at + 1] = Math.max(numbers[at + 1], other[otherAt + 1]);
        }

        @Override
        public Long result(long[] numbers, int at) {
            return numbers[at] > numbers[at + 1] ? null : (Long) (numbers[at + 1] - numbers[at]);
        }
    }

    @Test
    void shouldDoAmongOtherNumbersWhatItDoesAloneWhereItIsOnesOwn() {
        Seeds.check(40, seed -> {
            new Places<>(new Span(), seed).check();
            new Places<>(
                            flat(Aggregates.<Event, Long, Long, List<Long>>allOf(
                                    Aggregates.filtering(event -> event.number() > 1, new Span()),
                                    new Span(),
                                    Arrays::asList)),
                            seed)
                    .check();
        });
    }

    @ParameterizedTest
    @MethodSource("flat")
    void shouldDoAmongOtherNumbersWhatItDoesAlone(AggregateCase<?, ?> aggregate) {
        Seeds.check(40, seed -> new Places<>(flat(aggregate.aggregate()), seed).check());
    }

    @SuppressWarnings("unchecked") // its results and events are those of the aggregate
    private static <R> FlatAggregate<? super Event, R> flat(Aggregate<? super Event, ?, R> aggregate) {
        return (FlatAggregate<? super Event, R>) aggregate;
    }

    /** Accumulators in one array of numbers that are nobody's, and the same in arrays of their own. */
    private static final class Places<R> {

        private static final int COUNT = 3;

        private final FlatAggregate<? super Event, R> aggregate;
        private final SplittableRandom random;
        private final int stride;
        private final long[] all;
        private final long[][] alone = new long[COUNT][];

        Places(FlatAggregate<? super Event, R> aggregate, long seed) {
            this.aggregate = aggregate;
            random = new SplittableRandom(seed);
            stride = aggregate.width() + 1;
            all = new long[COUNT * stride + 1];
        }

        void check() throws Exception {
            for (int i = 0; i <= COUNT; i++) {
                all[i * stride] = nobodys(i);
            }
            for (int i = 0; i < COUNT; i++) {
                aggregate.create(all, at(i));
                alone[i] = aggregate.create();
            }
            for (int step = 0; step < 60; step++) {
                step(random.nextInt(COUNT), random.nextInt(COUNT));
            }
        }

        private int at(int i) {
            return i * stride + 1;
        }

        private static long nobodys(int i) {
            return ~(long) i << 20;
        }

        private void step(int i, int other) throws Exception {
            if (random.nextInt(4) > 0 || i == other) {
                Event event = new Event(
                        random.nextInt(), "word", random.nextInt(5), random.nextInt(9) / 4.0, random.nextDouble());
                aggregate.add(all, at(i), event, 0);
                aggregate.add(alone[i], event, 0);
            } else {
                aggregate.merge(all, at(i), all, at(other));
                aggregate.merge(alone[i], alone[other]);
                if (aggregate.canSubtract() && random.nextBoolean()) {
                    aggregate.subtract(all, at(i), all, at(other));
                    aggregate.subtract(alone[i], alone[other]);
                }
            }
            assertSame();
        }

        private void assertSame() throws Exception {
            for (int i = 0; i < COUNT; i++) {
                assertThat(all[i * stride]).isEqualTo(nobodys(i));
                assertThat(Arrays.copyOfRange(all, at(i), at(i) + aggregate.width()))
                        .isEqualTo(alone[i]);
                assertThat(Objects.toString(aggregate.result(all, at(i))))
                        .isEqualTo(Objects.toString(aggregate.result(alone[i])));
            }
            assertThat(all[COUNT * stride]).isEqualTo(nobodys(COUNT));
        }
    }

    /** Says how wide it is. */
    private record Wide(int width) implements FlatAggregate<Long, Long> {

        @Override
        public void add(long[] numbers, int at, Long event, long timestamp) {
            numbers[at + width - 1] += event;
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            numbers[at + width - 1] += other[otherAt + width - 1];
        }

        @Override
        public Long result(long[] numbers, int at) {
            return numbers[at + width - 1];
        }
    }

    @Test
    void shouldTakeAnyWidth() {
        for (int width : new int[] {1, 2, 16, 17, 1_000}) {
            assertThat(sums(new Wide(width))).as("width %d", width).containsExactly(3L, 3L);
        }
    }

    @Test
    void shouldRefuseAWidthOfNothing() {
        for (int width : new int[] {0, -1}) {
            assertThatThrownBy(() -> sums(new Wide(width)))
                    .rootCause()
                    .hasMessage("width of the aggregate returned " + width + "; it must be 1 at least");
        }
    }

    private static List<Object> sums(Aggregate<Long, ?, Long> aggregate) {
        Pipeline pipeline = Pipeline.create("wide");
        pipeline.source("numbers", Sources.of(1L, 2L, 3L))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> "key")
                .window(Windows.tumbling(Duration.ofMillis(3)))
                .aggregate("sum", aggregate)
                .map(WindowResult::value)
                .to("sums", Sinks.discard());
        return List.copyOf(Simulation.of(pipeline).run().output("sums"));
    }
}
