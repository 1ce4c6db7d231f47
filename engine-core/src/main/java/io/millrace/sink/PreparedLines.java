package io.millrace.sink;

import java.util.List;

/**
 * How far a file of lines is prepared, all snapshots before included.
 *
 * @param start where in the target the last pending bytes belong
 * @param end where they end: the length of the target when all is committed
 * @param checksum the CRC-32C of the bytes from start to end
 */
record PreparedLines(long start, long end, int checksum) {

    /** Nothing was ever written. */
    static final PreparedLines NONE = new PreparedLines(0, 0, 0);

    /** The furthest: what is prepared later includes what was prepared before. */
    static PreparedLines last(List<PreparedLines> prepared) {
        PreparedLines last = NONE;
        for (PreparedLines each : prepared) {
            last = each.end() >= last.end() ? each : last;
        }
        return last;
    }
}
