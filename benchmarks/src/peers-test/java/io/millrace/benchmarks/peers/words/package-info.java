/** What people wrote before: the jobs of docs/coming-from.md in other engines, so that the page shows what compiles. */
package io.millrace.benchmarks.peers.words;
