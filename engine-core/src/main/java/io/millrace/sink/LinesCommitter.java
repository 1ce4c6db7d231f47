package io.millrace.sink;

import io.millrace.sink.PendingLines.PreparedLines;
import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Appends pending lines to their target. The length of the target tells how much has been done, so that whatever was
 * interrupted is gone on with, and nothing is done twice.
 */
final class LinesCommitter implements Committer<PreparedLines> {

    private static final int CHUNK = 256 << 10;

    private final Disk disk;
    private final PendingFiles files;
    private final LinesTarget target;
    private final int attempt;

    /** What messages call the snapshots of the job. */
    private final String snapshots;

    private long committed;

    LinesCommitter(Disk disk, Path path, PendingFiles files, int attempt, String snapshots) {
        this.disk = disk;
        this.snapshots = snapshots;
        this.files = files;
        this.attempt = attempt;
        this.target = new LinesTarget(disk, path);
    }

    @Override
    public void recover(List<PreparedLines> prepared) throws IOException {
        DiskException.checkIsNoDirectory("write", target.path());
        target.open();
        if (prepared.isEmpty()) {
            checkIsEmpty();
            target.begin();
        } else {
            target.keep();
            PreparedLines last = PreparedLines.last(prepared);
            checkLength(last.end());
            checkContent(last);
            append(last);
            // What an attempt before this one has appended may not have reached the disk.
            target.force();
        }
        // Whoever else has left any cannot be running, with the target locked.
        files.deleteAllBut(attempt);
    }

    @Override
    public void commit(long snapshot, List<PreparedLines> prepared) throws IOException {
        target.keep();
        PreparedLines last = PreparedLines.last(prepared);
        if (last.end() > committed) {
            checkLength(last.end());
            append(last);
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
    }

    /** What is in the file may be of this job, whose snapshots are missing: it cannot be taken back once it is gone. */
    private void checkIsEmpty() throws IOException {
        long length = target.size();
        if (length > 0) {
            throw DiskException.because(
                    "begin to write",
                    target.path(),
                    "it has " + length + " bytes, and " + snapshots
                            + " know nothing of them. To go on with the job that has written them, start it with the directory"
                            + " and the name of the sink that it had; to begin anew, delete or move the file first");
        }
    }

    private void checkLength(long end) throws IOException {
        long length = target.size();
        if (length > end) {
            throw unfit("it has " + length + " bytes, " + (length - end)
                    + " more than the snapshot knows of, the one to go on from of " + snapshots
                    + ". Either that is not the latest snapshot, or something else has written to the file. To have what follows the snapshot written once more, cut the file to "
                    + end
                    + " bytes first; or else start from the latest snapshot");
        }
        if (length < committed) {
            throw missing(length, committed);
        }
    }

    /** Reads what the last snapshot has added, wherever it is by now. */
    private void checkContent(PreparedLines last) throws IOException {
        boolean done = target.size() == last.end();
        if (!done && !disk.exists(pending(last))) {
            throw missing(target.size(), last.end());
        }
        long length = last.end() - last.start();
        if (done) {
            check(last, checksum(target::read, last.start(), length), " of it");
        } else {
            try (Disk.File file = disk.open(pending(last))) {
                check(last, checksum(file::read, 0, length), ", which are in " + pending(last) + ",");
            }
        }
    }

    private Path pending(PreparedLines prepared) {
        return files.at(prepared.start(), prepared.attempt());
    }

    private void check(PreparedLines last, int checksum, String place) throws IOException {
        if (checksum != last.checksum()) {
            throw unfit("bytes " + last.start() + " to " + last.end() + place
                    + " are not those of the snapshot; something else has changed the file."
                    + " Put back the file as it was, or start without the snapshot to have it written anew");
        }
    }

    /** Copies what reads the same twice, since nobody could take back a wrong line. */
    private void copy(Disk.File file, Path from, long position, long length) throws IOException {
        List<Integer> expected = new ArrayList<>();
        scan(file::read, position, length, piece -> expected.add(checksum(piece)));
        Iterator<Integer> next = expected.iterator();
        scan(file::read, position, length, piece -> {
            if (!next.hasNext() || next.next() != checksum(piece.duplicate())) {
                throw new IOException("cannot go on writing " + target + ": " + from
                        + " is not read the same twice, so that the disk is not to be trusted");
            }
            target.append(piece);
        });
    }

    private static int checksum(ByteBuffer piece) {
        CRC32C checksum = new CRC32C();
        checksum.update(piece);
        return (int) checksum.getValue();
    }

    private static int checksum(Reading from, long position, long length) throws IOException {
        CRC32C checksum = new CRC32C();
        scan(from, position, length, checksum::update);
        return (int) checksum.getValue();
    }

    private void append(PreparedLines last) throws IOException {
        long end = last.end();
        for (long length = target.size(); length < end; length = target.size()) {
            long start = files.startOfWhatCovers(length, last.attempt());
            if (start < 0) {
                throw missing(length, end);
            }
            Path from = files.at(start, last.attempt());
            try (Disk.File file = disk.open(from)) {
                if (start + file.size() <= length) {
                    throw missing(length, end);
                }
                compare(file, from, start, length);
                long rest = Math.min(end, start + file.size()) - length;
                if (start == last.start() && length == start) {
                    check(last, checksum(file::read, 0, rest), ", which are in " + from + ",");
                }
                copy(file, from, length - start, rest);
                checkGrown(length + rest);
            }
            target.force();
            disk.delete(from);
        }
        committed = Math.max(committed, end);
    }

    /** An interrupted commit has left a beginning of the pending bytes at the end of the target: it has to be that. */
    private void compare(Disk.File file, Path from, long start, long end) throws IOException {
        if (checksum(file::read, 0, end - start) != checksum(target::read, start, end - start)) {
            throw unfit("it has " + end + " bytes, and those from " + start + " on are not what " + from
                    + " begins with; something else has written to the file." + " Cut it to " + start
                    + " bytes to have them written");
        }
    }

    /** Before the pending file is deleted. */
    private void checkGrown(long length) throws IOException {
        if (target.size() != length) {
            throw new IOException("cannot write " + target + ": it has " + target.size()
                    + " bytes where it should have " + length + "; something else writes to the file");
        }
    }

    private IOException missing(long length, long end) {
        return unfit("it has " + length + " bytes of the " + end
                + " that the snapshot knows of, and no pending file beside it has the rest; it was cut, replaced or moved."
                + " Put back the file as it was, or start without the snapshot to have it written anew");
    }

    private DiskException unfit(String reason) {
        return DiskException.because("go on writing", target.path(), reason);
    }

    /** Reads a range in pieces; what ends early is seen by the caller as other content. */
    private static void scan(Reading from, long position, long length, Piece piece) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, length)));
        for (long done = 0; done < length; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            int read = 0;
            for (int more = 1; more > 0 && buffer.hasRemaining(); read += more) {
                more = from.read(position + done + read, buffer);
            }
            if (read == 0) {
                return;
            }
            piece.take(buffer.flip());
            done += read;
        }
    }

    /** Something that is read from places. */
    private interface Reading {
        int read(long position, ByteBuffer into) throws IOException;
    }

    /** Takes the next bytes of a range. */
    private interface Piece {
        void take(ByteBuffer bytes) throws IOException;
    }
}
