package io.millrace.benchmarks.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.rival.Spell;
import io.millrace.benchmarks.why.Cause.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyReportTest {

    private static final long MILLI = 1_000_000;

    @Test
    void shouldTellWhatLateTimeWentToAndTheWorstSpells() {
        List<Spell> spells = List.of(
                new Spell(1_000 * MILLI, 1_010 * MILLI, 8 * MILLI, 1_000),
                new Spell(2_000 * MILLI, 2_030 * MILLI, 29 * MILLI, 3_000));
        List<Cause> causes = List.of(
                new Cause(Kind.PAUSE, "pause", 1_000 * MILLI, 1_006 * MILLI),
                new Cause(Kind.PAUSE, "pause", 2_000 * MILLI, 2_024 * MILLI));

        assertThat(new WhyReport(500 * MILLI, spells, causes).lines())
                .containsExactly(
                        "2 spells, 40.0 ms together:",
                        "       30.0 ms  75 %  in 2 spells, 24.0 ms at most  pause",
                        "       10.0 ms  25 %  in 2 spells, 6.0 ms at most  " + Account.CATCHING_UP,
                        "  at 1.500 s: 3,000 events, 29.0 ms late at most: 24.0 ms pause, 6.0 ms "
                                + Account.CATCHING_UP,
                        "  at 0.500 s: 1,000 events, 8.0 ms late at most: 6.0 ms pause, 4.0 ms " + Account.CATCHING_UP);
    }

    @Test
    void shouldSayThatNothingWasLate() {
        assertThat(new WhyReport(0, List.of(), List.of()).lines()).containsExactly("0 spells, 0.0 ms together");
    }
}
