/** A job over all its attempts (internal). */
package io.millrace.runtime.job;
