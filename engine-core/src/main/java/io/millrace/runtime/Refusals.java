package io.millrace.runtime;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.Pipes;
import io.millrace.state.store.UnfitStateException;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

    /** A file that a job reads is not to be written by it: it would be emptied, or read without end. */
    public static void checkFiles(Graph graph) {
        for (Node reader : graph.nodes()) {
            for (Node writer : graph.nodes()) {
                if (reader.logic() instanceof NodeLogic.FromSource from
                        && writer.logic() instanceof NodeLogic.ToSink to) {
                    for (Path read : filesOf(reader, from.source()::files)) {
                        filesOf(writer, to.sink()::files).forEach(written -> check(reader, read, writer, written));
                    }
                }
            }
        }
    }

    private static List<Path> filesOf(Node node, Supplier<List<Path>> files) {
        try {
            return List.copyOf(Objects.requireNonNull(files.get(), "files returned null"));
        } catch (Throwable e) {
            throw new OperatorException(node.label(), null, null, EventTime.NONE, e);
        }
    }

    private static void check(Node reader, Path read, Node writer, Path written) {
        boolean same;
        try {
            same = isOneOf(read, written);
        } catch (IOException e) {
            same = false; // opening it tells what is wrong
        }
        if (same) {
            throw new UnwritableSinkException(
                    "sink '" + writer.label() + "': cannot write '" + written + "', which source '" + reader.label()
                            + "' reads" + (Files.isDirectory(read) ? " with all that is in '" + read + "'" : "")
                            + "; have the results written elsewhere, and read by another job",
                    null);
        }
    }

    /** Whether a file that may not be there yet is another one, or in that directory. */
    private static boolean isOneOf(Path read, Path written) throws IOException {
        Path named = written.toAbsolutePath().normalize();
        if (!Files.exists(read)) {
            return read.toAbsolutePath().normalize().equals(named);
        }
        if (Pipes.isPipe(read)) {
            return false;
        }
        boolean exists = Files.exists(written);
        if (!Files.isDirectory(read)) {
            return exists && Files.isSameFile(read, written);
        }
        // A link in the directory is read, too.
        return isIn(read, named) || (exists && isIn(read, written.toRealPath()));
    }

    private static boolean isIn(Path directory, Path file) throws IOException {
        Path parent = file.getParent();
        return parent != null
                && Files.exists(parent)
                && Files.isSameFile(directory, parent)
                && !file.getFileName().toString().startsWith(".");
    }

    public static MissingSerdeException missingSerde(String operator, NoSerdeException error) {
        return new MissingSerdeException("operator '" + operator + "' cannot run: " + error.getMessage(), error);
    }

    private static DiskException permanent(Throwable error) {
        DiskException disk = SafeText.find(error, DiskException.class);
        return disk != null && disk.isPermanent() ? disk : null;
    }
}
