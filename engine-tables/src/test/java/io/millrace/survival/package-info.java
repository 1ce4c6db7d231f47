/**
 * Whole jobs that fail, crash, stall and go on: {@link io.millrace.survival.RandomJob} draws them from a seed,
 * {@link io.millrace.survival.SurvivalRun} has everything happen to them that can, and in the end they have to
 * have given what they give when nothing happens.
 */
package io.millrace.survival;
