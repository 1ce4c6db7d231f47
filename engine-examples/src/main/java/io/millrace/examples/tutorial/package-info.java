/** The program that {@code docs/tutorial.md} builds step by step. What stands between {@code tag} and {@code end} markers is shown word for word. */
package io.millrace.examples.tutorial;
