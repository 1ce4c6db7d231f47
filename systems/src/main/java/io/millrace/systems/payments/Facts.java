package io.millrace.systems.payments;

/**
 * What rules look at: a payment, and what is known when it comes.
 *
 * @param amount of the payment
 * @param timesTypical how often that is what the user's payments come to; 0 where that is not known
 * @param payments of the user within a minute, this one included
 * @param spent by those
 * @param countries of the user's payments within an hour, this one included
 * @param blocks how many payments of the user have been blocked, as long as there was one within a day
 * @param score what the model says, from 0 to 1
 */
record Facts(
        double amount, double timesTypical, long payments, double spent, int countries, int blocks, double score) {}
