package io.millrace.benchmarks.workload;

/**
 * The event of the workloads that are not of NEXMark.
 *
 * @param user the key
 * @param amount from 0 to 1,023, a whole number
 * @param country one of four
 * @param time epoch milliseconds; always even
 */
public record Trade(String user, double amount, String country, long time) {}
