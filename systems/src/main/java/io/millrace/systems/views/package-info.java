/** Plays per title and minute, the top titles, and those that rise, on a live page. */
package io.millrace.systems.views;
