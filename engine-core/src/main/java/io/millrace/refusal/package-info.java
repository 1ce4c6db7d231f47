/**
 * Why a job could not be started: an exception for each cause, all of them a {@link
 * io.millrace.refusal.JobRefusedException}.
 */
package io.millrace.refusal;
