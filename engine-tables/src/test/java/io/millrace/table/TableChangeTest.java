package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A change tells of what kind it is. */
class TableChangeTest {

    @Test
    void shouldTellItsKindByWhatWasThereAndWhatIs() {
        assertThat(new TableChange<>("a", null, 1).kind()).isEqualTo(TableChange.Kind.INSERT);
        assertThat(new TableChange<>("a", 1, 2).kind()).isEqualTo(TableChange.Kind.UPDATE);
        assertThat(new TableChange<>("a", 1, null).kind()).isEqualTo(TableChange.Kind.DELETE);
    }

    @Test
    void shouldRefuseAChangeOfNothing() {
        assertThatThrownBy(() -> new TableChange<>("a", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }
}
