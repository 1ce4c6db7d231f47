/**
 * What a job tells about itself: plain counters written by the tasks and read on demand. Nothing here costs anything
 * while nobody asks.
 */
package io.millrace.metrics;
