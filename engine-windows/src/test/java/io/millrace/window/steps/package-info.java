/**
 * What windows cost, in steps: {@link io.millrace.window.steps.CountingLoader} has the engine count its own, so that no
 * clock is needed to see that something grows faster than it may.
 */
package io.millrace.window.steps;
