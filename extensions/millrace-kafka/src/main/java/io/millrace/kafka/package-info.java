/** Topics of Apache Kafka as sources and sinks; begin at {@link io.millrace.kafka.Kafka}. */
package io.millrace.kafka;
