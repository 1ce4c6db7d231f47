/** What the command line tools of the comparison share: child JVMs, the machine, tables, statistics. */
package io.millrace.benchmarks.tool;
