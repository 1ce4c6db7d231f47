/** The auction site of NEXMark (Tucker, Tufte, Papadimos, Maier): its events and a seeded generator of them. */
package io.millrace.benchmarks.nexmark;
