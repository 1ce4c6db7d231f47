/** A browser that tests drive. */
package io.millrace.systems.browser;
