package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.function.Fn;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a keyed process is told of snapshots. */
class KeyedProcessSnapshotsTest {

    private final List<String> told = new ArrayList<>();
    private final List<Throwable> refused = new ArrayList<>();

    private final class Telling extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Integer> latest = value("latest", Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            latest.set(event);
        }

        @Override
        protected void onSnapshotComplete(long snapshot) {
            told.add("complete " + snapshot);
            refused.add(catchThrowable(latest::get));
        }

        @Override
        protected void onSnapshotAborted(long snapshot) {
            told.add("aborted " + snapshot);
            refused.add(catchThrowable(latest::get));
        }
    }

    private OperatorHarness<Integer, Integer> harness() {
        return OperatorHarness.of(operator())
                .keyedBy(Fn.typed((Integer number) -> number, Type.of(Integer.class)))
                .snapshots();
    }

    private Operator<Integer, Integer> operator() {
        return Operators.<Integer, Integer, Integer>process(number -> number, new Telling());
    }

    @Test
    void shouldTellWhatBecomesOfSnapshotsWhereThereIsNoKeyAtHand() throws Exception {
        OperatorHarness<Integer, Integer> harness = harness().open();
        harness.event(7, 0);
        harness.beginSnapshot().abandonSnapshot();
        OperatorSnapshot second = harness.event(8, 0).beginSnapshot().endSnapshot();
        harness.restore(operator(), second);
        harness.event(9, 0).beginSnapshot().endSnapshot();

        assertThat(told).containsExactly("aborted 1", "complete 2", "complete 2", "complete 3");
        assertThat(refused)
                .allSatisfy(error -> assertThat(error).hasMessageContaining("uses keyed state without a current key"));
    }

    @Test
    void shouldNumberSnapshotsOnFromThoseThatAHarnessGoesOnFrom() throws Exception {
        OperatorHarness<Integer, Integer> first = harness().open();
        first.beginSnapshot().endSnapshot();
        OperatorSnapshot origin = first.beginSnapshot().endSnapshot();
        told.clear();
        harness().open(List.of(origin)).beginSnapshot().endSnapshot();

        assertThat(told).containsExactly("complete 2", "complete 3");
    }
}
