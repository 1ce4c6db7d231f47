/**
 * Where snapshots are kept, and in what form.
 *
 * <pre>
 *   SnapshotStore ── Manifest ── FileRef        what there is: a manifest per snapshot, the files that it needs
 *        │
 *        ├── BlockWriter, BlockReader           a file: blocks of bytes with checksums
 *        │        └── RecordWriter, RecordReader   what is in the blocks: entries of tables, and what was removed
 *        └── Disk                               what it is all written to
 * </pre>
 */
package io.millrace.state.store;
