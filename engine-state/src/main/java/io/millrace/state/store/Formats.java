package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;

/** What the forms of all files have in common. */
final class Formats {

    private Formats() {}

    /** What is smaller always fits. */
    private static final long SMALL = 1 << 20;

    /** What is read is there beside what is made of it. */
    private static final int SHARE = 4;

    /** How many bytes this program takes in one piece. */
    static long mostAtOnce() {
        return Math.max(SMALL, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** Refuses what a file has in one piece and what this program has no memory for. */
    static void checkFitsMemory(Path path, String what, long bytes) throws IOException {
        long most = mostAtOnce();
        if (bytes > most) {
            throw new UnfitStateException(
                    path + ": " + what + " has " + bytes + " bytes, and this program takes no more than " + most
                            + " at once, a quarter of its memory: give it more, with -Xmx, if the file is as it was"
                            + " written; or else restore a backup of it",
                    null);
        }
    }

    /** Refuses a form that is not known; its number stays in its place for ever, so that this is always possible. */
    static void checkVersion(Object path, long snapshot, int found, int known) throws IOException {
        if (found < 1) {
            throw new DamagedSnapshotException(path, snapshot, "there is no version " + found + " of its format");
        }
        if (found > known) {
            throw new UnfitStateException(
                    path + " has version " + found + " of its format, and this program reads version " + known
                            + " at most: run it with the version of Millrace that has written the file",
                    null);
        }
    }
}
