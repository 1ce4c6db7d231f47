package io.millrace.kafka;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What has become of records that were sent: the first error. The producer's thread tells it. */
final class SendOutcome implements Callback {

    private volatile Exception error;

    @SuppressWarnings("FutureReturnValueIgnored") // it is told what becomes of the record
    void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record, this);
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception failure) {
        if (failure != null && error == null) {
            error = failure;
        }
    }

    void check() throws Exception {
        if (error != null) {
            throw error;
        }
    }
}
