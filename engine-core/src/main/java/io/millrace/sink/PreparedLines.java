package io.millrace.sink;

import io.millrace.state.store.UnfitStateException;
import java.io.IOException;
import java.util.List;

/**
 * How far a file of lines is prepared, all snapshots before included.
 *
 * @param start where in the target the last pending bytes belong
 * @param end where they end: the length of the target when all is committed
 * @param checksum the CRC-32C of the bytes from start to end
 * @param attempt whose pending files have them
 */
record PreparedLines(long start, long end, int checksum, int attempt) {

    /** Nothing was ever written. */
    static final PreparedLines NONE = new PreparedLines(0, 0, 0, 0);

    /**
     * The furthest: what is prepared later includes what was prepared before.
     *
     * @throws IOException when one cannot be
     */
    static PreparedLines last(List<PreparedLines> prepared) throws IOException {
        PreparedLines last = NONE;
        for (PreparedLines each : prepared) {
            if (each.start < 0 || each.end < each.start) {
                throw new UnfitStateException(
                        "a snapshot says that bytes " + each.start + " to " + each.end
                                + " of the file are prepared, which cannot be: restore a backup of its MANIFEST, or start from"
                                + " an older snapshot",
                        null);
            }
            last = each.end() >= last.end() ? each : last;
        }
        return last;
    }
}
