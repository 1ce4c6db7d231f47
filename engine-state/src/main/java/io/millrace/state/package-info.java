/**
 * What a pipeline remembers: the states that an operator declares, by key.
 */
package io.millrace.state;
