/**
 * A disk for tests: it crashes, fails and fills up when it is told to, or by chance from a seed. And a store of a host's, of bytes in memory.
 *
 * <pre>
 *   SimulatedDisk ── DiskFaults      what goes wrong, and when
 *        └───────── DiskFault        what has gone wrong, and how often
 * </pre>
 */
package io.millrace.state.testing;
