package io.millrace.runtime.snapshot;

import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.NotEnoughMemoryException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.BlockReader;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.StateBackend;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Puts the keyed state of a snapshot into the tables of a task, in portions. */
public final class TaskRestore {

    private static final int RECORDS_PER_STEP = 4_096;

    private final String task;

    private final Files files;
    private final Map<String, StateBackend<?>> states;
    private RecordReader reader;

    /** The files to be read, one after the other. */
    public interface Files {

        /** Opens the next one; null behind the last. */
        BlockReader next() throws IOException;
    }

    public TaskRestore(String task, Files files, Map<String, StateBackend<?>> states) {
        this.task = task;
        this.files = files;
        this.states = states;
    }

    /** Returns whether all is done. */
    public boolean step() throws IOException {
        try {
            return restoreSome();
        } catch (OutOfMemoryError e) {
            throw new NotEnoughMemoryException(
                    "the keyed state of the snapshot needs more memory than this program may use, which is "
                            + Runtime.getRuntime().maxMemory() + " bytes: give it more, with -Xmx",
                    e);
        } catch (JobRefusedException e) {
            throw e;
        } catch (DiskException e) {
            if (e.isPermanent()) {
                throw unfit(e);
            }
            throw e;
        } catch (DamagedSnapshotException | UnfitStateException e) {
            throw unfit(e);
        } catch (IOException | UncheckedIOException e) {
            // the store may give it at another time
            throw new IOException(cannotGoOn(e), e);
        }
    }

    private UnfitSnapshotException unfit(IOException reason) {
        return new UnfitSnapshotException(cannotGoOn(reason), reason);
    }

    private String cannotGoOn(Throwable cause) {
        return "task " + task + " cannot go on from the snapshot: " + SafeText.message(cause);
    }

    private boolean restoreSome() throws IOException {
        for (int i = 0; i < RECORDS_PER_STEP; i++) {
            if (reader == null) {
                BlockReader file = files.next();
                if (file == null) {
                    for (Map.Entry<String, StateBackend<?>> state : states.entrySet()) {
                        finish(state.getKey(), state.getValue());
                    }
                    return true;
                }
                reader = new RecordReader(file);
            }
            if (reader.next()) {
                take();
            } else {
                close();
            }
        }
        return false;
    }

    private void take() throws IOException {
        StateBackend<?> state = states.get(reader.operator());
        if (state == null) {
            return;
        }
        try {
            state.restore(reader);
        } catch (IOException | UncheckedIOException | JobRefusedException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw failure(reader.operator(), "state '" + reader.state() + "'", e);
        }
    }

    private static void finish(String operator, StateBackend<?> state) throws IOException {
        try {
            state.restored();
        } catch (IOException | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw failure(operator, "keyed state", e);
        }
    }

    /** The snapshot could be read: what is in it is at fault, or has become so. */
    private static OperatorException failure(String operator, String what, Throwable error) {
        String text =
                "its " + what + " cannot be restored, since a method of a key or value, or of a serde, has thrown "
                        + SafeText.of(error);
        return new OperatorException(operator, null, null, EventTime.NONE, new IllegalStateException(text, error));
    }

    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
