/**
 * How a graph runs (internal).
 *
 * <pre>
 *   Planner      graph -&gt; plan: which nodes share a task, how many tasks, which edges
 *   TaskBuilder  plan -&gt; tasks, wired by edges
 *   Execution    one run of a job: its units of work, its end, its first error
 *   Unit         what a scheduler runs: SourceTask, OperatorTask, FetchLoop
 *   Stage, Port  an operator inside a task, and one of its outputs
 *   Scheduler    who runs units: WorkerPool with threads, or the simulation with a seed
 * </pre>
 *
 * <p>A task is a tree of stages. Rows go down the tree batch by batch; where a stage pauses because there is no more
 * room, everything above it waits, and {@link io.millrace.runtime.Receiver#resume()} goes on from the leaves up. A task
 * takes no new input, fires no timer and lets no signal pass before the whole tree is done with what it has.
 */
package io.millrace.runtime;
