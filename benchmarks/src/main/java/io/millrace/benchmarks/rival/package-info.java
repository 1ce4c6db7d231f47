/** Who is measured, as the tools see it. */
package io.millrace.benchmarks.rival;
