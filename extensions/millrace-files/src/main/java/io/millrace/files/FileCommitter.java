package io.millrace.files;

import io.millrace.sink.Committer;
import io.millrace.state.store.DiskException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gives files their names when the snapshot that they belong to is complete. */
final class FileCommitter implements Committer<PreparedFiles> {

    /** Names in a message. */
    private static final int SHOWN = 100;

    private final OutputFolder folder;
    private final int attempt;
    private final String snapshots;
    private final Path lockFile;
    private Closeable lock;

    /**
     * @param prefix what the names of the sink's files begin with
     * @param snapshots what messages call the snapshots of the job
     */
    FileCommitter(OutputFolder folder, String prefix, int attempt, String snapshots) {
        this.folder = folder;
        this.attempt = attempt;
        this.snapshots = snapshots;
        this.lockFile = folder.directory().resolve("." + prefix + ".lock");
    }

    @Override
    public void recover(List<PreparedFiles> prepared) throws IOException {
        lock();
        if (prepared.isEmpty()) {
            checkIsNew();
        } else {
            checkKnowsAll(prepared);
        }
        folder.publish(PreparedFiles.latest(prepared));
        folder.deleteLeftovers(attempt);
    }

    private void lock() throws IOException {
        if (!folder.disk().exists(folder.directory())) {
            throw DiskException.because(
                    "write files into", folder.directory(), "there is no such directory; make it first");
        }
        lock = folder.disk().lock(lockFile);
        if (lock == null) {
            throw DiskException.because(
                    "write files into",
                    folder.directory(),
                    "another sink or program is writing files of that name; name a directory for each, or say named(...)");
        }
    }

    /** What is there may be of this job, whose snapshots are missing. */
    private void checkIsNew() throws IOException {
        Path there = folder.anyWhole();
        if (there != null) {
            throw DiskException.because(
                    "begin to write files into",
                    folder.directory(),
                    there.getFileName() + " is there, and " + snapshots
                            + " know nothing of it. To go on with the job that has written it, start it with the directory and"
                            + " the name of the sink that it had; to begin anew, move the files away, or say named(...)");
        }
    }

    /** Records of what came behind an older snapshot would be there twice; whether they may go is for those to say who may have read them. */
    private void checkKnowsAll(List<PreparedFiles> prepared) throws IOException {
        List<String> since = folder.wholeSince(PreparedFiles.next(prepared));
        if (!since.isEmpty()) {
            throw DiskException.because(
                    "go on writing files into",
                    folder.directory(),
                    since.size() + " of them came behind the snapshot, the one to go on from of " + snapshots
                            + ": either that is not the latest, or something else has written them. To have what follows the snapshot"
                            + " written once more, move them away first: " + shown(since)
                            + "; or else start from the latest snapshot, or give the sink another directory");
        }
    }

    private static String shown(List<String> names) {
        int more = names.size() - SHOWN;
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public void commit(long snapshot, List<PreparedFiles> prepared) throws IOException {
        folder.publish(PreparedFiles.latest(prepared).stream()
                .filter(PreparedFile::whole)
                .toList());
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
