package io.millrace.benchmarks.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.benchmarks.rival.Spell;
import io.millrace.benchmarks.why.Cause.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

    private static final Spell SPELL = new Spell(1_000, 2_000, 900, 10);

    @Test
    void shouldNameWhatWentOnAndWhatFollowedIt() {
        assertThat(account(cause(Kind.PAUSE, "pause", 900, 1_700)).nanos())
                .containsExactly(entry("pause", 700L), entry(Account.CATCHING_UP, 300L));
    }

    @Test
    void shouldHaveNoNameForWhatWasBefore() {
        assertThat(account(cause(Kind.STEP, "step", 1_600, 1_900)).nanos())
                .containsExactly(entry(Account.NO_NAME, 600L), entry("step", 300L), entry(Account.CATCHING_UP, 100L));
    }

    @Test
    void shouldHaveNoNameForAnythingWhenNothingWentOn() {
        assertThat(account(cause(Kind.PAUSE, "before", 0, 1_000), cause(Kind.PAUSE, "behind", 2_000, 3_000))
                        .nanos())
                .containsExactly(entry(Account.NO_NAME, 1_000L));
    }

    @Test
    void shouldCountEachMomentForTheCauseThatKeptTheOthersFromGoingOn() {
        assertThat(account(
                                cause(Kind.PARKED, "parked", 1_000, 2_000),
                                cause(Kind.STEP, "step", 1_100, 1_900),
                                cause(Kind.PAUSE, "pause", 1_200, 1_800))
                        .nanos())
                .containsExactly(entry("pause", 600L), entry("step", 200L), entry("parked", 200L));
    }

    @Test
    void shouldAddUpWhatHasTheSameName() {
        assertThat(account(cause(Kind.PAUSE, "pause", 1_000, 1_300), cause(Kind.PAUSE, "pause", 1_200, 1_500))
                        .nanos())
                .containsEntry("pause", 500L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAccountForAllOfASpellWhateverWentOn(long seed) {
        Random random = new Random(seed);
        List<Kind> kinds = List.of(Kind.values());
        for (int round = 0; round < 200; round++) {
            List<Cause> causes = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                long begin = 500L + random.nextInt(2_000);
                Kind kind = kinds.get(random.nextInt(kinds.size()));
                causes.add(cause(kind, kind.name(), begin, begin + random.nextInt(800)));
            }

            Account account = Account.of(SPELL, causes);

            assertThat(account.nanos().values().stream()
                            .mapToLong(nanos -> nanos)
                            .sum())
                    .as("%s", causes)
                    .isEqualTo(SPELL.nanos());
        }
    }

    private static Account account(Cause... causes) {
        return Account.of(SPELL, List.of(causes));
    }

    private static Cause cause(Kind kind, String name, long begin, long end) {
        return new Cause(kind, name, begin, end);
    }
}
