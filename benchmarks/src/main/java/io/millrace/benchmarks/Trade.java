package io.millrace.benchmarks;

/** An event of the benchmarks. */
record Trade(String key, double amount, String country, long time) {}
