/** Sources in splits, on public API alone. */
package io.millrace.window.splits;
