/**
 * How a graph runs (internal), and in this package what all parts of a running job know of it.
 *
 * <pre>
 *   schedule   who runs units, and when: threads, or a simulation with a seed
 *   metrics    how a job is measured
 *   snapshot   how a job survives: the coordinator, what sinks commit, what is gone on from
 *   task       tasks: stages and ports, sources, sinks
 *   plan       from a graph to tasks, wired by edges
 *   explain    why a window has not fired
 *   job        a job over all its attempts
 * </pre>
 *
 * <p>A task is a tree of stages. Rows go down the tree batch by batch; where a stage pauses because there is no more
 * room, everything above it waits, and goes on from the leaves up. A task takes no new input, fires no timer and lets no
 * signal pass before the whole tree is done with what it has.
 */
package io.millrace.runtime;
