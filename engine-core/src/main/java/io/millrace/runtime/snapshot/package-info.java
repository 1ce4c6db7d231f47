/** How a job survives (internal): its snapshots, what its sinks commit with them, and what it goes on from. */
package io.millrace.runtime.snapshot;
