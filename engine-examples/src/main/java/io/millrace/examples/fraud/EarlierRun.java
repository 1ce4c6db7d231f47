package io.millrace.examples.fraud;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What an earlier run has left in a directory of snapshots, and whether this one may go on with it. */
final class EarlierRun {

    private static final String INPUT = "input";

    private final FraudOptions options;
    private final Manifest latest;

    private EarlierRun(FraudOptions options, Manifest latest) {
        this.options = options;
        this.latest = latest;
    }

    /**
     * Why this run must not go on where the earlier one was, in words.
     *
     * @return null when it may, or when there is none
     * @throws IOException when the snapshots cannot be read
     */
    static String fault(FraudOptions options) throws IOException {
        if (options.snapshots() == null || !Files.exists(options.snapshots().directory())) {
            return null;
        }
        try (SnapshotStore store = DirectoryStore.openReadOnly(
                FileDisk.INSTANCE, options.snapshots().directory())) {
            List<Manifest> manifests = store.manifests();
            return manifests.isEmpty() ? null : new EarlierRun(options, manifests.get(manifests.size() - 1)).fault();
        }
    }

    /** The snapshots of a run, which belong to its input, by whatever path that is given. */
    static Snapshots snapshots(FraudOptions options) throws IOException {
        return Snapshots.in(options.snapshots().directory())
                .every(options.snapshots().interval())
                .label(INPUT, identity(options.input()));
    }

    /** Where the file really is. Its size and content tell nothing: it may have grown. */
    private static String identity(Path input) throws IOException {
        return input.toRealPath().toString();
    }

    private String fault() throws IOException {
        String input = latest.labels().get(INPUT);
        if (!latest.job().equals(FileRun.JOB) || input == null) {
            return directory() + " belongs to job '" + latest.job() + "' of another program; name another directory";
        }
        if (!input.equals(identity(options.input()))) {
            return directory() + " belongs to --input " + input + ", not to " + options.input()
                    + "; name another directory";
        }
        if (options.alerts() == null && hasWritten(FileRun.ALERTS)) {
            return missing("--alerts");
        }
        if (options.late() == null && hasWritten(FileRun.LATE)) {
            return missing("--late");
        }
        return options.rejects() == null && hasWritten(FileRun.REJECTS) ? missing("--rejects") : null;
    }

    /** Whether a sink has lines to commit, now or later: what only prints has none. */
    private boolean hasWritten(String sink) {
        return latest.parts().stream()
                .anyMatch(part -> part.operator().equals(sink) && !part.pieces().isEmpty());
    }

    private String missing(String option) {
        return directory() + " belongs to a run with " + option + "; give that again, or name another directory";
    }

    private String directory() {
        return "--snapshots " + options.snapshots().directory();
    }
}
