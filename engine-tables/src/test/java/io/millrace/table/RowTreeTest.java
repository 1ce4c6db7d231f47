package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.table.state.RowTree;
import io.millrace.testing.Seeds;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A tree over rows gives what its rows give, however they came and went. */
class RowTreeTest {

    private static final KeyHasher<Integer> HASHER = SerdeRegistry.standard().hasher(Type.of(Integer.class));

    /** Keys of one hash are in it, and such as differ in the last bits alone. */
    private static int hash(int key) {
        return key % 7 == 0 ? 42 : key % 7 == 1 ? 42 + key % 3 : HASHER.hash(key);
    }

    private static <A, R> R resultOf(Aggregate<Double, A, R> aggregate, Map<Integer, Double> rows, boolean backwards)
            throws Exception {
        RowTree<Integer, Double, A> tree = new RowTree<>(aggregate);
        List<Integer> keys = new ArrayList<>(rows.keySet());
        if (backwards) {
            keys.sort((a, b) -> Integer.compare(b, a));
        }
        for (int key : keys) {
            tree.set(key, hash(key), rows.get(key));
        }
        complete(tree, 1 + rows.size() % 5);
        return aggregate.result(tree.accumulator());
    }

    private static void complete(RowTree<?, ?, ?> tree, int nodes) throws Exception {
        while (!tree.complete(nodes)) {
            // to be gone on with
        }
    }

    private static <A, R> void check(Aggregate<Double, A, R> aggregate, SplittableRandom random, boolean isOrdered)
            throws Exception {
        RowTree<Integer, Double, A> tree = new RowTree<>(aggregate);
        Map<Integer, Double> rows = new HashMap<>();
        int keys = 1 + random.nextInt(300);
        boolean shrinks = false;
        for (int step = 0; step < 600; step++) {
            shrinks = random.nextInt(150) == 0 ? !shrinks : shrinks;
            int key = random.nextInt(keys);
            Double row = random.nextInt(4) == 0 == shrinks ? random.nextDouble() : null;
            tree.set(key, hash(key), row);
            if (row == null) {
                rows.remove(key);
            } else {
                rows.put(key, row);
            }
            assertThat(tree.size()).isEqualTo(rows.size());
            if (!rows.isEmpty() && step % 20 == 0) {
                complete(tree, 1 + random.nextInt(5));
                R result = aggregate.result(tree.accumulator());
                assertThat(result).isEqualTo(resultOf(aggregate, rows, false));
                assertThat(isOrdered || result.equals(resultOf(aggregate, rows, true)))
                        .isTrue();
            }
        }
    }

    @Test
    void shouldGiveWhatItsRowsGiveToTheLastBit() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            check(Aggregates.minDouble((Double row) -> row), random, false);
            check(Aggregates.topN(3, (Double row) -> row), random, false);
        });
    }

    @Test
    void shouldSumTheSameWhateverTheOrderOfComingWhereHashesDiffer() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Aggregate<Double, ?, Double> sum = Aggregates.sumDouble(row -> row);
            sums(sum, random);
        });
    }

    private static <A> void sums(Aggregate<Double, A, Double> sum, SplittableRandom random) throws Exception {
        RowTree<Integer, Double, A> tree = new RowTree<>(sum);
        Map<Integer, Double> rows = new HashMap<>();
        for (int step = 0; step < 500; step++) {
            int key = 7 * random.nextInt(100) + 3;
            Double row = random.nextInt(3) > 0 ? random.nextDouble() * 1e10 : null;
            tree.set(key, hash(key), row);
            if (row == null) {
                rows.remove(key);
            } else {
                rows.put(key, row);
            }
            if (!rows.isEmpty()) {
                complete(tree, Integer.MAX_VALUE);
                assertThat(sum.result(tree.accumulator()))
                        .isEqualTo(resultOf(sum, rows, true))
                        .isEqualTo(resultOf(sum, rows, false));
            }
        }
    }
}
