/**
 * A server of HTTP in front of pipelines, {@link io.millrace.http.Http}: it takes events in, asks, shows results to browsers as they come, and lets views be read. {@link
 * io.millrace.http.Webhook} is the way out: a sink that posts.
 */
package io.millrace.http;
