package io.millrace.files;

import io.millrace.state.store.Disk;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file to be read.
 *
 * @param path where it is
 * @param partitions what its path tells of columns, as in {@code dt=2026-11-29/orders.csv}
 */
record FileInput(Path path, Disk disk, Compression compression, Map<String, String> partitions) {}
