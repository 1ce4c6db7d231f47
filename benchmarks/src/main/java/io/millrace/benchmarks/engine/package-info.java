/** The workloads as pipelines of Millrace, written with its public API alone. */
package io.millrace.benchmarks.engine;
