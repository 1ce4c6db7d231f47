package io.millrace.metrics;

import java.time.Duration;

/**
 * How far the committer of a sink is.
 *
 * @param committed the number of the latest snapshot whose results are visible; 0 before the first of the attempt
 * @param waiting how many snapshots are complete whose results are not visible yet
 * @param underWay how long the call has taken so far that the committer is in; zero when it is in none
 */
public record CommitMetrics(long committed, int waiting, Duration underWay) {}
