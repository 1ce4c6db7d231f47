package io.millrace.window.operator;

import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.testing.Seeds;
import io.millrace.window.aggregate.SumLong;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingCombinationTest {

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldGiveTheRunHoweverItMoves(boolean subtracts) {
        Seeds.check(200, seed -> {
            if (subtracts) {
                check(sumLong((Long value) -> value), new SplittableRandom(seed));
            } else {
                check(collect(), new SplittableRandom(seed));
            }
        });
    }

    private static <A, R> void check(Aggregate<Long, A, R> aggregate, SplittableRandom random) throws Exception {
        PartQueue<List<Long>> model = new PartQueue<>();
        PartQueue<A> parts = new PartQueue<>();
        SlidingCombination<A> combination = SlidingCombination.of(aggregate);
        long value = 0;
        for (int i = 0; i < 200; i++) {
            value++;
            switch (random.nextInt(6)) {
                case 0, 1 -> insert(aggregate, model, parts, parts.end(), value, combination);
                case 2 -> insert(aggregate, model, parts, any(parts, random), value, combination);
                case 3 -> add(aggregate, model, parts, random, value, combination);
                case 4 -> drop(model, parts, random, combination);
                default -> move(aggregate, model, parts, random, combination);
            }
        }
    }

    private static long any(PartQueue<?> parts, SplittableRandom random) {
        return random.nextLong(parts.first(), parts.end() + 1);
    }

    private static <A> void insert(
            Aggregate<Long, A, ?> aggregate,
            PartQueue<List<Long>> model,
            PartQueue<A> parts,
            long position,
            long value,
            SlidingCombination<A> combination)
            throws Exception {
        model.insert(position, new ArrayList<>(List.of(value)));
        parts.insert(position, accumulator(aggregate, value));
        combination.inserted(parts::get, position);
    }

    private static <A> void add(
            Aggregate<Long, A, ?> aggregate,
            PartQueue<List<Long>> model,
            PartQueue<A> parts,
            SplittableRandom random,
            long value,
            SlidingCombination<A> combination)
            throws Exception {
        long position = any(parts, random);
        if (position < parts.end()) {
            model.get(position).add(value);
            aggregate.add(parts.get(position), value, 0);
            combination.added(position, accumulator(aggregate, value));
        }
    }

    private static <A> void drop(
            PartQueue<List<Long>> model, PartQueue<A> parts, SplittableRandom random, SlidingCombination<A> combination)
            throws Exception {
        long position = Math.min(any(parts, random), parts.first() + 5);
        combination.dropBefore(parts::get, position);
        while (parts.first() < position) {
            parts.removeFirst();
            model.removeFirst();
        }
    }

    private static <A, R> void move(
            Aggregate<Long, A, R> aggregate,
            PartQueue<List<Long>> model,
            PartQueue<A> parts,
            SplittableRandom random,
            SlidingCombination<A> combination)
            throws Exception {
        long from = any(parts, random);
        long to = any(parts, random);
        if (from >= to) {
            return;
        }
        List<Long> values = new ArrayList<>();
        for (long position = from; position < to; position++) {
            values.addAll(model.get(position));
        }
        R result = aggregate.result(combination.moveTo(parts::get, from, to));
        if (result instanceof List<?> list) {
            assertThat(list).isEqualTo(values);
        } else {
            assertThat(result)
                    .isEqualTo(values.stream().mapToLong(Long::longValue).sum());
        }
    }

    private static <A> A accumulator(Aggregate<Long, A, ?> aggregate, long value) throws Exception {
        A accumulator = aggregate.create();
        aggregate.add(accumulator, value, 0);
        return accumulator;
    }

    @ParameterizedTest(name = "subtracting: {0}")
    @ValueSource(booleans = {false, true})
    void shouldMergeAFewTimesPerStepWhateverTheSize(boolean subtracts) throws Exception {
        AtomicLong meetings = new AtomicLong();
        moveAlong(Counted.of(sumLong((Long value) -> value), subtracts, meetings));
        assertThat(meetings).hasValueLessThan(600_000);
    }

    @Test
    void shouldSubtractBeforeItMergesWhenASumOfBothWouldOverflow() throws Exception {
        Aggregate<Long, long[], Long> sum = new SumLong<>(value -> value);
        List<long[]> parts = new ArrayList<>();
        for (long value : new long[] {Long.MAX_VALUE, 0, 0, 0, 1}) {
            parts.add(accumulator(sum, value));
        }
        SlidingCombination<long[]> combination = SlidingCombination.of(sum);
        assertThat(sum.result(combination.moveTo(at -> parts.get((int) at), 0, 4)))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(sum.result(combination.moveTo(at -> parts.get((int) at), 1, 5)))
                .isEqualTo(1);
    }

    private static <A> void moveAlong(Aggregate<Long, A, Long> aggregate) throws Exception {
        SlidingCombination<A> combination = SlidingCombination.of(aggregate);
        A one = accumulator(aggregate, 1);
        for (int i = 1; i <= 100_000; i++) {
            long from = Math.max(0, i - 10_000);
            assertThat(aggregate.result(combination.moveTo(position -> one, from, i)))
                    .isEqualTo(i - from);
        }
    }
}
