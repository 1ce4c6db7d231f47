package io.millrace.spring.boot.fraud;

/** What a rule has found. */
// tag::alert
record Alert(String rule, String user, String finding) {}
// end::alert
