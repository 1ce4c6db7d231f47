/**
 * The fluent API: a pipeline is built here and run by an engine.
 */
package io.millrace;
