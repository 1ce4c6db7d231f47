/** Whole systems, each a program that is started by one command. */
package io.millrace.systems;
