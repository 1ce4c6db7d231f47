/** Snapshots that were written once and have to be readable for ever. */
package io.millrace.window.golden;
