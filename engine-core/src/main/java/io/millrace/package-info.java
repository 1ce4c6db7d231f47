/**
 * The fluent API: a {@link io.millrace.Pipeline} describes what flows where, an {@link io.millrace.Engine} runs it as a
 * {@link io.millrace.Job}.
 *
 * <pre>
 *   Pipeline --describes--&gt; Graph --planned by--&gt; Engine --runs--&gt; Job
 *      |                                                            |
 *   EventStream, KeyedStream                                   metrics, failure
 * </pre>
 */
package io.millrace;
