/** What snapshots cost a whole job, on disk. */
package io.millrace.benchmarks.snapshot;
