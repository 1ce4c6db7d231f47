package io.millrace.window.operator;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateTable;
import io.millrace.testing.Seeds;
import io.millrace.window.aggregate.Longs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombinationTest {

    /** A part, and what it should have in it. */
    private static final class Part<A> {
        final long time;
        final A accumulator;
        final List<Long> values = new ArrayList<>();

        Part(long time, A accumulator) {
            this.time = time;
            this.accumulator = accumulator;
        }
    }

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldGiveTheRunHoweverItMoves(boolean subtracts) {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            if (subtracts) {
                new Parts<>(sumLong((Long value) -> value), random).check();
            } else {
                new Parts<>(collect(), random).check();
            }
        });
    }

    /** A run of parts that grows, shrinks and changes at either end and within. */
    private static final class Parts<A, R> {
        private final Aggregate<Long, A, R> aggregate;
        private final SplittableRandom random;
        private final Combination<Long, A> combination;
        private final List<Part<A>> parts = new ArrayList<>();
        private long value;

        Parts(Aggregate<Long, A, R> aggregate, SplittableRandom random) throws Exception {
            this.aggregate = aggregate;
            this.random = random;
            this.combination = Combination.of(aggregate, new Layout<>(aggregate));
        }

        void check() throws Exception {
            int growth = random.nextInt(6);
            for (int i = 0; i < 1_000; i++) {
                step(random.nextInt(12 + growth));
                assertThat(combination.size()).isEqualTo(parts.size());
                if (!parts.isEmpty() && random.nextInt(4) > 0) {
                    assertTotal();
                }
            }
        }

        private void step(int kind) throws Exception {
            if (parts.isEmpty() || kind > 8) {
                addLast();
                return;
            }
            switch (kind) {
                case 0 -> addFirst();
                case 1, 2, 3 -> combination.removeFirst(parts.remove(0).accumulator);
                case 4 -> combination.removeLast(parts.remove(parts.size() - 1).accumulator);
                case 5 -> insert(random.nextInt(parts.size() + 1));
                case 6 -> change(random.nextInt(parts.size()));
                default -> change(parts.size() - 1);
            }
        }

        private void addLast() throws Exception {
            Part<A> part = part(parts.isEmpty() ? 0 : parts.get(parts.size() - 1).time + 1_000_000);
            parts.add(part);
            combination.addLast(part.time, part.accumulator);
        }

        private void addFirst() throws Exception {
            Part<A> part = part(parts.get(0).time - 1_000_000);
            parts.add(0, part);
            combination.addFirst(part.time, part.accumulator);
        }

        private void insert(int index) throws Exception {
            long before = index == 0 ? parts.get(0).time - 1_000_000 : parts.get(index - 1).time;
            long after = index == parts.size() ? before + 2 : parts.get(index).time;
            if (after - before < 2) {
                return;
            }
            Part<A> part = part(before + (after - before) / 2);
            parts.add(index, part);
            combination.update(part.time, part.accumulator, true, aggregate, part.values.get(0), 0);
        }

        private void change(int index) throws Exception {
            Part<A> part = parts.get(index);
            add(part);
            combination.update(part.time, part.accumulator, false, aggregate, value, 0);
        }

        private Part<A> part(long time) throws Exception {
            Part<A> part = new Part<>(time, aggregate.create());
            add(part);
            return part;
        }

        private void add(Part<A> part) throws Exception {
            value++;
            part.values.add(value);
            aggregate.add(part.accumulator, value, 0);
        }

        private void assertTotal() throws Exception {
            List<Long> values =
                    parts.stream().flatMap(part -> part.values.stream()).toList();
            R result = aggregate.result(combination.total());
            if (result instanceof List<?> list) {
                assertThat(list).isEqualTo(values);
            } else {
                assertThat(result)
                        .isEqualTo(values.stream().mapToLong(Long::longValue).sum());
            }
        }
    }

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldMergeAFewTimesPerStepWhateverTheSize(boolean subtracts) throws Exception {
        AtomicLong meetings = new AtomicLong();
        moveAlong(Counted.of(sumLong((Long value) -> value), subtracts, meetings));
        assertThat(meetings).hasValueLessThan(600_000);
    }

    private static <A> void moveAlong(Aggregate<Long, A, Long> aggregate) throws Exception {
        Combination<Long, A> combination = Combination.of(aggregate, new Layout<>(aggregate));
        A one = accumulator(aggregate, 1);
        for (int i = 1; i <= 100_000; i++) {
            if (i > 10_000) {
                combination.removeFirst(one);
            }
            combination.addLast(i, one);
            assertThat(aggregate.result(combination.total())).isEqualTo(Math.min(i, 10_000));
        }
    }

    /** Each comes some parts late: as much work as it is late. */
    @Test
    void shouldMergeAsManyPartsAsAStragglerIsLate() throws Exception {
        AtomicLong meetings = new AtomicLong();
        Aggregate<Long, ?, Long> aggregate = Counted.of(sumLong((Long value) -> value), false, meetings);
        stragglers(aggregate, 10);
        assertThat(meetings).hasValueLessThan(20_000 * (10 + 16 + 8));
    }

    @Test
    void shouldMergeNoMoreOftenWhenTheLastPartComesAgain() throws Exception {
        AtomicLong meetings = new AtomicLong();
        repeating(Counted.of(sumLong((Long value) -> value), false, meetings), 0);
        long once = meetings.getAndSet(0);
        repeating(Counted.of(sumLong((Long value) -> value), false, meetings), 3);
        assertThat(meetings).hasValueLessThan(once + once / 100);
    }

    private static <A> void repeating(Aggregate<Long, A, Long> aggregate, int times) throws Exception {
        Combination<Long, A> combination = Combination.of(aggregate, new Layout<>(aggregate));
        for (int i = 1; i <= 20_000; i++) {
            A part = accumulator(aggregate, 1);
            if (i > 2_000) {
                combination.removeFirst(part);
            }
            combination.addLast(i, part);
            for (int time = 0; time < times; time++) {
                aggregate.add(part, 1L, 0);
                combination.update(i, part, false, aggregate, 1L, 0);
            }
            assertThat(aggregate.result(combination.total())).isEqualTo(Math.min(i, 2_000) * (1L + times));
        }
    }

    private static <A> void stragglers(Aggregate<Long, A, Long> aggregate, int late) throws Exception {
        Combination<Long, A> combination = Combination.of(aggregate, new Layout<>(aggregate));
        for (int i = 1; i <= 20_000; i++) {
            A one = accumulator(aggregate, 1);
            if (i > 2_000) {
                combination.removeFirst(one);
            }
            combination.addLast(i, one);
            if (i > late) {
                combination.update(i - late, one, false, aggregate, 0L, 0);
            }
            assertThat(aggregate.result(combination.total())).isEqualTo(Math.min(i, 2_000));
        }
    }

    @Test
    void shouldSubtractBeforeItMergesWhenASumOfBothWouldOverflow() throws Exception {
        Aggregate<Long, long[], Long> sum = new Longs.Sum<>(value -> value);
        Layout<long[]> layout = new Layout<>(sum);
        StateTable<String, Run<String, Long, long[]>> table = StateTable.create("parts", KeyGroupRange.ALL, false);
        Sequence<String, Long, long[]> sequence =
                new Sequences<>(table, layout, () -> Combination.<Long, long[]>of(sum, layout)).begin("k", 0);
        Position<String, Long, long[]> last = new Position<>();
        sequence.insert(last, 1, true, accumulator(sum, Long.MAX_VALUE));

        assertThat(sum.result(sequence.combined(0, last))).isEqualTo(Long.MAX_VALUE);
        last.set(null, 0);
        sequence.insert(last, 2, true, accumulator(sum, 1));
        assertThat(sum.result(sequence.combined(1, last))).isEqualTo(1);
    }

    private static <A> A accumulator(Aggregate<Long, A, ?> aggregate, long value) throws Exception {
        A accumulator = aggregate.create();
        aggregate.add(accumulator, value, 0);
        return accumulator;
    }
}
