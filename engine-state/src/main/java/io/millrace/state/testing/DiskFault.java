package io.millrace.state.testing;

/** What can go wrong with a {@link SimulatedDisk}. */
public enum DiskFault {
    /** A call fails without effect. */
    FAILED_CALL,
    /** A call takes effect and fails all the same. */
    FAILED_AFTER_EFFECT,
    /** A write fails after part of the bytes. */
    TORN_WRITE,
    /** A write fails without effect. */
    FAILED_WRITE,
    /** Forcing a file or a directory fails, and does nothing. */
    FAILED_FORCE,
    /** A rename fails without effect. */
    FAILED_MOVE,
    /** A rename takes effect and fails all the same. */
    FAILED_AFTER_MOVE,
    /** A file cannot be read. */
    FAILED_READ,
    /** One bit of what is read is wrong. */
    FLIPPED_BIT,
    /** A write fails because there is no more room; part of the bytes may fit. */
    DISK_FULL,
    /** The machine stops. */
    CRASH,
    /** A crash that loses the end of a file, at the last force or later. */
    LOST_BYTES,
    /** A crash that loses names that were made, changed or deleted since their directory was forced. */
    LOST_NAMES
}
