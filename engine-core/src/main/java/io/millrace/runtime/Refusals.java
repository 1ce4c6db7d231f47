package io.millrace.runtime;

import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.MissingSerdeException;
import io.millrace.refusal.UnfitSnapshotException;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.refusal.UnwritableSinkException;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.UnfitStateException;
import java.io.IOException;
import java.util.function.Supplier;

/** Tells what the job has to be refused for from other failures to open. */
public final class Refusals {

    private Refusals() {}

    /** What to throw when an operator has failed to open. */
    public static RuntimeException ofOperator(String name, Throwable error, Supplier<RuntimeException> otherwise) {
        if (error instanceof JobRefusedException refusal) {
            return refusal;
        }
        IOException unfit = unfit(error);
        if (unfit != null) {
            return new UnfitSnapshotException("operator '" + name + "': " + unfit.getMessage(), error);
        }
        NoSerdeException serde = SafeText.find(error, NoSerdeException.class);
        return serde == null ? otherwise.get() : missingSerde(name, serde);
    }

    /** What is wrong with the snapshot, or null. */
    private static IOException unfit(Throwable error) {
        IOException unfit = SafeText.find(error, UnfitStateException.class);
        return unfit != null ? unfit : SafeText.find(error, DamagedSnapshotException.class);
    }

    public static RuntimeException ofSource(String name, Throwable error, Supplier<RuntimeException> otherwise) {
        DiskException disk = permanent(error);
        return disk == null
                ? ofOperator(name, error, otherwise)
                : new UnreadableSourceException("source '" + name + "': " + disk.getMessage(), error);
    }

    public static RuntimeException ofSink(String name, Throwable error, Supplier<RuntimeException> otherwise) {
        DiskException disk = permanent(error);
        return disk == null
                ? ofOperator(name, error, otherwise)
                : new UnwritableSinkException("sink '" + name + "': " + disk.getMessage(), error);
    }

    public static MissingSerdeException missingSerde(String operator, NoSerdeException error) {
        return new MissingSerdeException("operator '" + operator + "' cannot run: " + error.getMessage(), error);
    }

    private static DiskException permanent(Throwable error) {
        DiskException disk = SafeText.find(error, DiskException.class);
        return disk != null && disk.isPermanent() ? disk : null;
    }
}
