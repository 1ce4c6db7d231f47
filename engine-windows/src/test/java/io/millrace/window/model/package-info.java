/**
 * Random pipelines of windows against what windows mean: {@link io.millrace.window.model.RandomPipeline} draws them from
 * a seed, {@link io.millrace.window.model.NaiveWindows} says what has to come out.
 */
package io.millrace.window.model;
