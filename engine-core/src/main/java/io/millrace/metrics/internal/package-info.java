/** What is told of a job, put into words for people and into JSON for programs (internal). */
package io.millrace.metrics.internal;
