package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.testing.Seeds;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowsTest {

    /** Accumulators of one long, of several, of doubles, and of objects. */
    static Stream<Aggregate<Long, ?, ?>> aggregates() {
        return Stream.of(
                Aggregates.filtering(value -> true, Aggregates.count()),
                Aggregates.averageLong((Long value) -> value),
                Aggregates.sumDouble((Long value) -> value * 1.5),
                Aggregates.collect());
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    <A> void shouldHaveWhatAListOfRowsHas(Aggregate<Long, A, ?> aggregate) {
        Seeds.check(100, seed -> new Run<>(aggregate, new SplittableRandom(seed)).check());
    }

    private static final class Run<A> {
        private final Aggregate<Long, A, ?> aggregate;
        private final SplittableRandom random;
        private final Layout<A> layout;
        private final Rows<A> rows;
        private final List<List<Long>> model = new ArrayList<>();

        Run(Aggregate<Long, A, ?> aggregate, SplittableRandom random) {
            this.aggregate = aggregate;
            this.random = random;
            layout = new Layout<>(aggregate);
            rows = new Rows<>(layout, 1, 2, 1 + random.nextInt(4));
        }

        void check() throws Exception {
            int growth = random.nextInt(3);
            for (int i = 0; i < 200; i++) {
                step(random.nextInt(5 + growth));
                assertThat(rows.size()).isEqualTo(model.size());
            }
            for (int i = 0; i < model.size(); i++) {
                long row = rows.first() + i;
                assertThat(List.of(rows.number(row, 0), result(row, 0), result(row, 1)))
                        .isEqualTo(List.of(model.get(i).get(0), expected(model.get(i), 1), expected(model.get(i), 2)));
            }
        }

        private void step(int kind) throws Exception {
            int index = random.nextInt(model.size() + 1);
            switch (kind) {
                case 0 -> fill(rows.addFirst(), 0);
                case 1 -> {
                    if (!model.isEmpty()) {
                        rows.removeFirst();
                        model.remove(0);
                    }
                }
                case 2 -> {
                    if (!model.isEmpty()) {
                        rows.removeLast();
                        model.remove(model.size() - 1);
                    }
                }
                case 3 -> {
                    rows.insert(rows.first() + index);
                    fill(rows.first() + index, index);
                }
                default -> fill(rows.addLast(), model.size());
            }
        }

        private void fill(long row, int index) throws Exception {
            List<Long> numbers = List.of(random.nextLong(9), random.nextLong(9), random.nextLong(9));
            rows.setNumber(row, 0, numbers.get(0));
            for (int which = 0; which < 2; which++) {
                A accumulator = layout.empty(Layout.PART);
                aggregate.add(accumulator, numbers.get(which + 1), 0);
                rows.setAccumulator(row, which, accumulator);
            }
            model.add(index, numbers);
        }

        private Object result(long row, int which) throws Exception {
            return aggregate.result(rows.accumulator(row, which, layout.scratch(Layout.OLDER)));
        }

        private Object expected(List<Long> numbers, int column) throws Exception {
            A accumulator = aggregate.create();
            aggregate.add(accumulator, numbers.get(column), 0);
            return aggregate.result(accumulator);
        }
    }
}
