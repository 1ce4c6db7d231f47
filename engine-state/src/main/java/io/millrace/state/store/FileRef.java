package io.millrace.state.store;

/**
 * A file of a snapshot store, as it was when it was finished.
 *
 * @param snapshot the snapshot that wrote it
 * @param name its name within that
 * @param bytes its length
 * @param checksum the CRC32C over all of it that comes before a checksum of the same value at its end
 */
public record FileRef(long snapshot, String name, long bytes, int checksum) {}
