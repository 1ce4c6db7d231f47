/** A page that shows the jobs of an engine while they run: {@link io.millrace.dashboard.Dashboard}. */
package io.millrace.dashboard;
