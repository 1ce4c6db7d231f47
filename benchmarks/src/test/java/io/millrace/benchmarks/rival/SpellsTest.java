package io.millrace.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpellsTest {

    private final Spells spells = new Spells();

    @Test
    void shouldPutTogetherWhatWasDueBeforeTheLastWasSeen() {
        spells.late(100, 500);
        spells.late(200, 510);
        spells.late(510, 900);

        assertThat(spells.take()).containsExactly(new Spell(100, 900, 400, 3));
    }

    @Test
    void shouldBeginAnewWhenNobodyWasLateInBetween() {
        spells.late(100, 500);
        spells.late(501, 900);

        assertThat(spells.take()).containsExactly(new Spell(100, 500, 400, 1), new Spell(501, 900, 399, 1));
    }

    @Test
    void shouldTakeThreadsThatOvertakeEachOther() {
        spells.late(200, 600);
        spells.late(100, 550);

        assertThat(spells.take()).containsExactly(new Spell(100, 600, 450, 2));
    }

    @Test
    void shouldHaveNothingLeftWhenItWasTaken() {
        spells.late(100, 500);
        spells.take();

        assertThat(spells.take()).isEmpty();
    }
}
