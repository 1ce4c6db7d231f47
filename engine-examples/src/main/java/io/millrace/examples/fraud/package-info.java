/**
 * Fraud rules over card transactions: the pipeline is in {@link io.millrace.examples.fraud.FraudPipeline}, the program
 * that runs it in {@link io.millrace.examples.fraud.FraudDetection}.
 */
package io.millrace.examples.fraud;
