package io.millrace.kafka;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Writes records at once: at least once in a job with snapshots. */
record PlainSink<T>(SinkSettings<T> settings) implements Sink<T> {

    @Override
    public SinkWriter<T> open(SinkContext context) throws Exception {
        Failures failures = KafkaSink.failures(context, settings.clients);
        try {
            String clientId = settings.idIn(context) + "-" + context.attempt() + "-" + context.subtask();
            Clients clients = new Clients(settings.clients, failures);
            // By a consumer: a producer waits for a topic to appear.
            try (KafkaConsumer<byte[], byte[]> asking = clients.asking(clientId + "-check", null, false)) {
                failures.checkTopic(asking, settings.topic);
            }
            Encoder<T> encoder = new Encoder<>(settings, context);
            try {
                return new Writer<>(clients.writing(clientId), encoder, failures);
            } catch (Throwable e) {
                encoder.close();
                throw e;
            }
        } catch (Exception e) {
            throw failures.of(e);
        }
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return (settings.topicOf == null ? "topic " + settings.topic : "topics") + " at " + settings.clients
                + ", at least once";
    }

    /** Of one task. */
    private static final class Writer<T> implements SinkWriter<T> {

        private final KafkaProducer<byte[], byte[]> producer;
        private final Encoder<T> encoder;
        private final Failures failures;
        private final SendOutcome outcome = new SendOutcome();

        Writer(KafkaProducer<byte[], byte[]> producer, Encoder<T> encoder, Failures failures) {
            this.producer = producer;
            this.encoder = encoder;
            this.failures = failures;
        }

        @Override
        public void write(Batch<T> batch) throws Exception {
            check();
            for (int row = 0, size = batch.size(); row < size; row++) {
                send(batch, row);
            }
        }

        private void send(Batch<T> batch, int row) throws Exception {
            var encoded = encoder.encode(batch.value(row), batch.timestamp(row));
            try {
                outcome.send(producer, encoded);
            } catch (Exception e) {
                throw failures.of(e);
            }
        }

        private void check() throws Exception {
            try {
                outcome.check();
            } catch (Exception e) {
                throw failures.of(e);
            }
        }

        @Override
        public void flush() throws Exception {
            try {
                producer.flush();
            } catch (Exception e) {
                throw failures.of(e);
            }
            check();
        }

        @Override
        public void finish() throws Exception {
            flush();
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            producer.close(Duration.ZERO);
            encoder.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
