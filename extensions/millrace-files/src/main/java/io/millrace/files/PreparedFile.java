package io.millrace.files;

/**
 * A file that a writer has prepared.
 *
 * @param name what it is to be called, below the directory, with slashes
 * @param length its bytes, all of which are on the disk; of one that is written on there may be more
 * @param whole whether nothing is added to it any more
 */
record PreparedFile(String name, long length, boolean whole) {}
