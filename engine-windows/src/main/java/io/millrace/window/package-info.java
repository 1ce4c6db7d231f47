/**
 * Windows: how event time groups the events of a key.
 */
package io.millrace.window;
