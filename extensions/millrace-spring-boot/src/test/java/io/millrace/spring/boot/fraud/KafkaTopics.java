package io.millrace.spring.boot.fraud;

import io.millrace.kafka.Format;
import io.millrace.kafka.Json;
import io.millrace.kafka.Kafka;
import io.millrace.kafka.KafkaSink;
import io.millrace.kafka.KafkaSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Transactions and alerts in topics. */
@Profile("kafka")
// tag::kafka
@Configuration
class KafkaTopics {

    @Bean
    KafkaSource<Transaction> transactions(@Value("${kafka.servers}") String servers) {
        return Kafka.source(servers, "transactions").values(Json.of(Transaction.class));
    }

    @Bean
    KafkaSink<Alert> alerts(@Value("${kafka.servers}") String servers) {
        return Kafka.sink(servers, "alerts", Json.of(Alert.class)).key(Alert::user, Format.strings());
    }
}
// end::kafka
