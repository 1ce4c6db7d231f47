/** Streams of NATS JetStream: {@link io.millrace.nats.Nats}. */
package io.millrace.nats;
