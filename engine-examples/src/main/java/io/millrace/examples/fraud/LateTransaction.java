package io.millrace.examples.fraud;

/**
 * A transaction that came too late for a rule: its window had been closed already.
 *
 * @param rule the rule that did not see it
 * @param transaction the transaction
 */
public record LateTransaction(Rule rule, Transaction transaction) {}
