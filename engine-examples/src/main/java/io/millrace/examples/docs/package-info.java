/**
 * The programs that the README and the guides in {@code docs} show. What stands between {@code tag} and {@code end} markers
 * is shown word for word.
 */
package io.millrace.examples.docs;
