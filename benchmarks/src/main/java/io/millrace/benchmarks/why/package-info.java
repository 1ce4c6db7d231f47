/** Why events were late: what stopped or delayed a JVM, beside the times at which it mattered. */
package io.millrace.benchmarks.why;
