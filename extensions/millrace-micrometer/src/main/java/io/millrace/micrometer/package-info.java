/**
 * What jobs measure, in whatever Micrometer has a registry for: {@link io.millrace.micrometer.MillraceMetrics}. A dashboard for Grafana is in
 * the jar, {@code io/millrace/micrometer/grafana.json}.
 */
package io.millrace.micrometer;
