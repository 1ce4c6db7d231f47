/**
 * How a job survives: {@link io.millrace.snapshot.Snapshots} of its state, and {@link io.millrace.snapshot.Restart} after
 * a failure. The files themselves are the concern of {@link io.millrace.state.store}.
 */
package io.millrace.snapshot;
