package io.millrace.spring.boot.fraud;

import io.millrace.source.JournalSource;
import io.millrace.spring.boot.MillraceJobs;
import io.millrace.view.TableView;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The front door. */
@Profile("!kafka")
// tag::controller
@RestController
class FraudController {

    private final JournalSource<Transaction> transactions;
    private final MillraceJobs jobs;

    FraudController(JournalSource<Transaction> transactions, MillraceJobs jobs) {
        this.transactions = transactions;
        this.jobs = jobs;
    }

    @PostMapping("/transactions")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void take(@RequestBody Transaction transaction) {
        transactions.emit(transaction); // on the disk when it returns
    }

    @GetMapping("/alerts/{user}")
    ResponseEntity<Alert> latest(@PathVariable String user) {
        TableView<String, Alert> latest = jobs.get("fraud").view("latest", String.class, Alert.class);
        return ResponseEntity.of(Optional.ofNullable(latest.get(user)));
    }
}
// end::controller
