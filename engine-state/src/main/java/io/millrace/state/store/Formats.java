package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;

/** What the forms of all files have in common. */
final class Formats {

    private Formats() {}

    /** Refuses a form that is not known; its number stays in its place for ever, so that this is always possible. */
    static void checkVersion(Path path, long snapshot, int found, int known) throws IOException {
        if (found < 1) {
            throw new DamagedSnapshotException(path, snapshot, "there is no version " + found + " of its format");
        }
        if (found > known) {
            throw new IOException(path + " has version " + found + " of its format, and this program reads version "
                    + known + " at most: run it with the version of Millrace that has written the file");
        }
    }
}
