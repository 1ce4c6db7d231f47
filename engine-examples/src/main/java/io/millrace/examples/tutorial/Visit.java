package io.millrace.examples.tutorial;

// tag::visit
import java.time.Instant;

/** Somebody has looked at a page of the shop. */
public record Visit(String page, String visitor, Instant time) {}
// end::visit
