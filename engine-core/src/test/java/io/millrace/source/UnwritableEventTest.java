package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that a journal cannot make bytes of. */
class UnwritableEventTest {

    @TempDir
    private Path directory;

    record Fragile(int number) {

        @Override
        public int number() {
            if (number < 0) {
                throw new IllegalStateException("it is " + number);
            }
            return number;
        }
    }

    @Test
    void shouldTellWhichOneItIsAndTakeNoneOfThem() {
        try (JournalSource<Fragile> source = Sources.journal(directory, Fragile.class)) {
            assertThatThrownBy(() -> source.emit(new Fragile(-1)))
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.unwritableEvent()).hasValue(0))
                    .hasRootCauseMessage("it is -1");
            List<Fragile> events = List.of(new Fragile(1), new Fragile(2), new Fragile(-3), new Fragile(-4));
            assertThatThrownBy(() ->
                            source.tryEmitAll(events).toCompletableFuture().join())
                    .cause()
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.unwritableEvent()).hasValue(2));
            assertThatThrownBy(() -> source.emitAsync(events.get(3))
                            .toCompletableFuture()
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.unwritableEvent()).hasValue(0));
        }
        try (JournalSource<Fragile> used = Sources.journal(directory, Fragile.class);
                JournalSource<Fragile> refused = Sources.journal(directory, Fragile.class)) {
            used.emit(new Fragile(1));
            assertThatThrownBy(() -> refused.emit(new Fragile(1)))
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.unwritableEvent()).isEmpty());
        }
    }

    @Test
    void shouldTellOfNoneWhereTheyAreTooManyTogether() {
        List<byte[]> events = Collections.nCopies(70, new byte[1 << 20]);
        try (JournalSource<byte[]> source = Sources.journal(directory, byte[].class)) {
            assertThatThrownBy(() ->
                            source.tryEmitAll(events).toCompletableFuture().join())
                    .cause()
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.unwritableEvent()).isEmpty())
                    .hasMessageContaining("does not take 70 events that are to be written together")
                    .hasMessageContaining("Emit fewer at once");
            assertThat(source.tryEmitAll(events.subList(0, 2)).toCompletableFuture())
                    .succeedsWithin(Duration.ofMinutes(1));
        }
    }
}
