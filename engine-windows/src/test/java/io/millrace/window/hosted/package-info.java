/** Single tasks that are driven from outside. */
package io.millrace.window.hosted;
