package io.millrace.systems.analytics;

/**
 * Somebody looks at a page.
 *
 * @param millis when
 * @param visitor who
 * @param page what
 * @param country from where
 * @param took how long the page took, in milliseconds
 * @param failed whether it did not come at all
 */
record Hit(long millis, long visitor, String page, String country, int took, boolean failed) {}
