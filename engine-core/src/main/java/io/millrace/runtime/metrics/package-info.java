/** How a running job is measured (internal): written by one thread each, without a lock, and read by anyone. */
package io.millrace.runtime.metrics;
