/**
 * Programs that show how the engine is used.
 */
package io.millrace.examples;
