package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.SideOutput;
import io.millrace.state.serde.StableHash;
import io.millrace.state.table.KeyGroups;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a restore to another parallelism some key groups may be ahead: here that of the key "ahead", at 10,000. */
class UnevenGroupsTest {

    private static final long AHEAD = 10_000;

    enum Kind {
        TUMBLING,
        SLIDING,
        BY_KEY,
        TRAILING;

        WindowOperator<String, Event, String> operator(long lateness) {
            return of(this, Script.logic(Emission.atEnd(Aggregates.sumLong(Event::value)), lateness));
        }

        private static <A, R> WindowOperator<String, Event, String> of(
                Kind kind, WindowLogic<String, Event, A, R, String> logic) {
            return switch (kind) {
                case TUMBLING -> WindowOperator.tumbling(new PaneGrid(1000, 0), logic);
                case SLIDING -> WindowOperator.sliding(new SlidingGrid(1000, 1000, 0), logic);
                case BY_KEY -> WindowOperator.keyed(new Assigners.Grid(new PaneGrid(1000, 0)), logic);
                case TRAILING -> WindowOperator.trailing(1000, logic);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeLateForTheGroupThatIsAheadAlone(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = restored(kind, 0);
        Event late = new Event("ahead", 1, 500);
        harness.event(late, 500).event(new Event("behind", 2, 500), 500).watermark(20_000);
        assertThat(harness.sideOutput(SideOutput.LATE)).containsExactly(new OperatorHarness.Emitted<>(late, 500));
        assertThat(values(harness)).singleElement().asString().startsWith("behind=2");
        assertThat(harness.keyedState().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFireAtOnceForTheGroupThatIsAhead(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = restored(kind, 50_000);
        harness.event(new Event("behind", 2, 500), 500).event(new Event("ahead", 1, 500), 500);
        assertThat(values(harness)).singleElement().asString().startsWith("ahead=1");
        harness.watermark(20_000);
        assertThat(values(harness)).hasSize(2).last().asString().startsWith("behind=2");
        harness.event(new Event("ahead", 4, 12_500), 12_500);
        assertThat(values(harness)).hasSize(3).last().asString().startsWith("ahead=4");
    }

    @ParameterizedTest
    @EnumSource
    void shouldFireOnTimeBehindWhereTheGroupIs(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = restored(kind, 0);
        harness.event(new Event("ahead", 1, 10_500), 10_500);
        assertThat(values(harness)).isEmpty();
        harness.watermark(20_000);
        assertThat(values(harness)).singleElement().asString().startsWith("ahead=1");
        assertThat(harness.sideOutput(SideOutput.LATE)).isEmpty();
    }

    private static OperatorHarness<Event, String> restored(Kind kind, long lateness) throws Exception {
        return restored(() -> kind.operator(lateness), "ahead", AHEAD);
    }

    /** One instance in place of as many as there can be, of which the one that has a key was at a time. */
    static OperatorHarness<Event, String> restored(Script.OperatorFactory factory, String ahead, long time)
            throws Exception {
        int group = KeyGroups.groupOf(StableHash.of(null).hash(ahead));
        List<OperatorSnapshot> parts = new ArrayList<>();
        for (int subtask = 0; subtask < KeyGroups.COUNT; subtask++) {
            OperatorHarness<Event, String> part =
                    harness(factory).parallel(subtask, KeyGroups.COUNT).open();
            if (subtask == group) {
                part.watermark(time);
            }
            parts.add(part.beginSnapshot().endSnapshot());
        }
        return harness(factory).open(parts);
    }

    private static OperatorHarness<Event, String> harness(Script.OperatorFactory factory) {
        return OperatorHarness.of(factory.make()).keyedBy(Event::key).snapshots();
    }

    private static List<String> values(OperatorHarness<Event, String> harness) {
        return harness.output().stream().map(OperatorHarness.Emitted::value).toList();
    }
}
