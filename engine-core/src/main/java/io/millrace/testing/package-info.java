/**
 * The test kit: {@link io.millrace.testing.Simulation} runs a whole pipeline on the calling thread, with a virtual clock
 * and an interleaving that a seed decides; {@link io.millrace.testing.OperatorHarness} drives a single operator by hand;
 * {@link io.millrace.testing.Seeds} repeats a test over seeds. The operators and the tasks are those of production; only
 * the scheduler and the clock differ. No test needs to sleep.
 */
package io.millrace.testing;
