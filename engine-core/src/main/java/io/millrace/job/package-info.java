/** What becomes of a job. */
package io.millrace.job;
