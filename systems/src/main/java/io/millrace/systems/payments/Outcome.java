package io.millrace.systems.payments;

import java.util.List;

/**
 * What is answered.
 *
 * @param payment which payment
 * @param action what becomes of it
 * @param reasons why, one for each rule that holds
 */
record Outcome(String payment, Action action, List<String> reasons) {}
