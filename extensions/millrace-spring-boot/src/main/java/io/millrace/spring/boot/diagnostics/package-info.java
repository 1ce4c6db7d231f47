/** What Spring Boot says in place of a stack trace when an application does not start. */
package io.millrace.spring.boot.diagnostics;
