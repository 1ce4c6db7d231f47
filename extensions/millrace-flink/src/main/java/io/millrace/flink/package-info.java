/**
 * Runs pipelines on a cluster of Apache Flink, as {@link io.millrace.flink.FlinkRunner} says: the operators, their state and what they give are those
 * of the engine, and Flink moves rows, takes checkpoints and starts again what has failed.
 */
package io.millrace.flink;
