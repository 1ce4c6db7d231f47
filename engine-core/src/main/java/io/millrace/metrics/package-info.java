/**
 * What a job tells about itself: numbers written by the tasks and read on demand, those of users by {@link
 * io.millrace.metrics.Metrics} among them. Nothing here costs anything while nobody asks.
 */
package io.millrace.metrics;
