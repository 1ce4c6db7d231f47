package io.millrace.spring.boot.fraud;

import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.JournalSource;
import io.millrace.source.Sources;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Transactions that are posted, and a file of alerts. */
@Profile("!kafka")
// tag::files
@Configuration
class HttpAndFiles {

    @Bean
    JournalSource<Transaction> transactions(@Value("${fraud.directory}") String directory) {
        return Sources.journal(Path.of(directory, "journal"), Transaction.class);
    }

    @Bean
    Sink<Object> alerts(@Value("${fraud.directory}") String directory) {
        return Sinks.lines(Path.of(directory, "alerts.txt"));
    }
}
// end::files
