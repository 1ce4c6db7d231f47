/**
 * Sources: where events come from. {@link io.millrace.source.Sources} has the built-in ones; a
 * {@link io.millrace.source.Source} of one's own makes a {@link io.millrace.source.SourceReader} per parallel task, a {@link io.millrace.source.SplitSource} one per split.
 * Formats and other systems (CSV, JSON, message brokers, databases) never enter this package.
 */
package io.millrace.source;
