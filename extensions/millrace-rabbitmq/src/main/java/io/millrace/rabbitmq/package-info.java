/** Queues of RabbitMQ: {@link io.millrace.rabbitmq.RabbitMq}. */
package io.millrace.rabbitmq;
