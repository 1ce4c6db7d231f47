/** A million hits a second: counted, shown while they come, and archived, exactly once. */
package io.millrace.systems.analytics;
