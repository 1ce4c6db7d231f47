package io.millrace.spring.boot.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import io.millrace.kafka.KafkaSink;
import io.millrace.kafka.KafkaSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The same pipeline with topics; that of millrace-kafka runs the same rules with a broker. */
class KafkaTopicsTest {

    @Test
    void shouldReadAndWriteTopicsWhereTheProfileSaysSo() {
        try (ConfigurableApplicationContext application = SpringApplication.run(
                FraudApplication.class,
                "--spring.profiles.active=kafka",
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--kafka.servers=localhost:1",
                "--fraud.directory=unused",
                "--millrace.auto-startup=false")) {
            Graph graph = application.getBean(Pipeline.class).graph().validated();

            assertThat(application.getBeansOfType(KafkaSource.class)).hasSize(1);
            assertThat(application.getBeansOfType(KafkaSink.class)).hasSize(1);
            assertThat(graph.text()).contains("transactions", "alerts");
        }
    }
}
