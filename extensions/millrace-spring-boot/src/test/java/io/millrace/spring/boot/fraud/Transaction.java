package io.millrace.spring.boot.fraud;

import java.time.Instant;

/** What was paid with a card. */
// tag::transaction
record Transaction(String id, String user, double amount, String country, Instant time) {}
// end::transaction
