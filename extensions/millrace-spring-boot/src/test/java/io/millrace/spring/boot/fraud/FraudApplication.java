package io.millrace.spring.boot.fraud;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Watches over card transactions. */
@SpringBootApplication
public class FraudApplication {

    /**
     * Runs until it is told to stop.
     *
     * @param arguments properties
     */
    public static void main(String[] arguments) {
        SpringApplication.run(FraudApplication.class, arguments);
    }
}
