/** A browser for tests of pages, by its own protocol. */
package io.millrace.browser;
