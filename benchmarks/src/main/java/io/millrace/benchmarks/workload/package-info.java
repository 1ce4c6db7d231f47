/** What is measured: the events, the work done on them, and how results are compared. Knows no engine. */
package io.millrace.benchmarks.workload;
