/**
 * Who runs the units of jobs, and when (internal): threads that share them, or a simulation that chooses by a seed. Knows
 * nothing of what they do.
 */
package io.millrace.runtime.schedule;
