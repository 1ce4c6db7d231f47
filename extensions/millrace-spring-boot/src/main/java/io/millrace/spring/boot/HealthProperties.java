package io.millrace.spring.boot;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the jobs count for the health of the application.
 *
 * @param probes Whether an engine that is not live makes the application so, and the same with readiness: in the groups that Kubernetes asks.
 */
public record HealthProperties(@DefaultValue("true") boolean probes) {}
