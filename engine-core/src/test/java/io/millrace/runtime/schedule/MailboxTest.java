package io.millrace.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MailboxTest {

    private final Mailbox mail = new Mailbox();
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldDoWhatItIsAskedInOrder() {
        mail.add(() -> done.add("first"));
        mail.add(() -> done.add("second"));

        assertThat(mail.isEmpty()).isFalse();
        assertThat(mail.run()).isEqualTo(2);
        assertThat(done).containsExactly("first", "second");
        assertThat(mail.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepWhatIsBehindARequestThatThrows() {
        mail.add(() -> {
            throw new IllegalStateException("on purpose");
        });
        mail.add(() -> done.add("behind"));

        assertThatThrownBy(mail::run).hasMessage("on purpose");
        assertThat(mail.isEmpty()).as("something is left to do").isFalse();
        assertThat(mail.run()).isEqualTo(1);
        assertThat(done).containsExactly("behind");
    }
}
