package io.millrace.systems.views;

/**
 * Somebody watches something.
 *
 * @param title what
 * @param millis when
 */
record Play(String title, long millis) {}
