package io.millrace.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Redistribution;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.testing.Seeds;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is not keyed goes to the instances that there are now, whatever their number was. */
class RedistributionTest {

    private static final Serde<Integer> NUMBERS = SerdeRegistry.standard().serde(Type.of(Integer.class));

    @Test
    @DisplayName("KG-2: nothing is lost or doubled when the parallelism changes")
    void shouldLoseAndDoubleNothing() {
        Seeds.check(2_000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int before = 1 + random.nextInt(9);
            int after = 1 + random.nextInt(9);
            int states = 1 + random.nextInt(9);
            List<List<Integer>> all = new ArrayList<>();
            for (int state = 0; state < states; state++) {
                all.add(new ArrayList<>());
            }
            RestorePlan plan = new RestorePlan(manifest(parts(random, before, all)));
            for (int state = 0; state < states; state++) {
                List<Integer> dealt = new ArrayList<>();
                for (int subtask = 0; subtask < after; subtask++) {
                    dealt.addAll(elements(plan, state, subtask, after, Redistribution.SPLIT));
                    assertThat(elements(plan, state, subtask, after, Redistribution.UNION))
                            .containsExactlyElementsOf(all.get(state));
                }
                assertThat(dealt).containsExactlyInAnyOrderElementsOf(all.get(state));
            }
        });
    }

    @Test
    void shouldGiveEachInstanceItsOwnWhenTheParallelismStays() throws IOException {
        List<Part> parts = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            parts.add(part(subtask, 3, List.of(Pieces.write("s0", NUMBERS, List.of(subtask, 10 * subtask)))));
        }
        RestorePlan plan = new RestorePlan(manifest(parts));
        for (int subtask = 0; subtask < 3; subtask++) {
            assertThat(elements(plan, 0, subtask, 3, Redistribution.SPLIT)).containsExactly(subtask, 10 * subtask);
        }
    }

    private static List<Part> parts(SplittableRandom random, int parallelism, List<List<Integer>> all)
            throws IOException {
        List<Part> parts = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            List<Piece> pieces = new ArrayList<>();
            for (int state = 0; state < all.size(); state++) {
                List<Integer> own = random.ints(random.nextInt(9)).boxed().toList();
                all.get(state).addAll(own);
                pieces.add(Pieces.write("s" + state, NUMBERS, own));
            }
            parts.add(part(subtask, parallelism, pieces));
        }
        return parts;
    }

    private static Part part(int subtask, int parallelism, List<Piece> pieces) {
        return new Part("operator", subtask, parallelism, false, pieces);
    }

    private static Manifest manifest(List<Part> parts) {
        return new Manifest(1, null, "job", Map.of(), Instant.EPOCH, false, parts, List.of());
    }

    private static List<Integer> elements(
            RestorePlan plan, int state, int subtask, int parallelism, Redistribution redistribution)
            throws IOException {
        return plan.of("operator", subtask, parallelism).elements("s" + state, NUMBERS, redistribution);
    }
}
