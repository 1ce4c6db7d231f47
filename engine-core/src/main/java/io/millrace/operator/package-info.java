/**
 * The operator SPI. An {@link io.millrace.operator.Operator} is the logic of one node of the graph; each parallel task
 * has an instance of its own and only that task's thread ever touches it. Operators see batches of events, numbered
 * inputs, watermarks and processing time, and answer through {@link io.millrace.operator.Output outputs}. Windows are
 * built on exactly this, with no privileged access.
 *
 * <pre>
 *   input 0 --batch--&gt; +----------+ --emit--&gt; output
 *   input 1 --batch--&gt; | Operator | --emit--&gt; side output 0 ..
 *   watermark -------&gt; +----------+   state, timers: OperatorContext
 * </pre>
 */
package io.millrace.operator;
