package io.millrace.systems.payments;

import io.millrace.function.Fn;
import io.millrace.source.JournalSource;
import io.millrace.time.SystemClock;
import java.util.concurrent.CompletionStage;

/** Writes what is known of a payment to the journal, at the time at which it does: so times never go back in the order of the journal while the program runs, even where the clock does. */
final class Keeping implements Fn<Evidence, CompletionStage<Evidence>> {

    private static final long serialVersionUID = 1;

    private final transient JournalSource<Evidence> journal;
    private transient long latest;

    Keeping(JournalSource<Evidence> journal) {
        this.journal = journal;
    }

    @Override
    public CompletionStage<Evidence> apply(Evidence evidence) {
        latest = Math.max(latest, SystemClock.INSTANCE.millis());
        return journal.emitAsync(evidence.at(latest)).thenApply(done -> evidence);
    }
}
