/** Hits of a website, counted, shown while they come, and archived, exactly once. */
package io.millrace.systems.analytics;
