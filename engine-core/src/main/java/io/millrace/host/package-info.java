/**
 * What another runtime needs to run the tasks of a pipeline: a {@link io.millrace.host.Plan} divides a graph into tasks, as
 * the engine itself does, and a {@link io.millrace.host.HostedTask} is one of them, driven by a {@link
 * io.millrace.host.Host} row by row. The host moves rows, watermarks and barriers between tasks, and keeps what they give
 * to snapshots; what happens within a task is the same as in the engine.
 */
package io.millrace.host;
