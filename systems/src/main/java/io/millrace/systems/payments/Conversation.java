package io.millrace.systems.payments;

import io.millrace.systems.common.Client;
import java.io.PrintStream;
import java.net.http.HttpResponse;

/** Posts a few things and prints what is answered: what a visitor sees first. */
final class Conversation {

    private static final long USUAL = 20_00;

    private final PaymentsSystem system;
    private final Client client;
    private final PrintStream out;
    private int payments;
    private int rules;

    Conversation(PaymentsSystem system, PrintStream out) {
        this.system = system;
        client = new Client(system.uri());
        this.out = out;
    }

    void run() {
        out.println("Ada lives in GB, and pays 20.00 as a rule:");
        post("/profiles", new Profile("ada", USUAL, "GB"));
        system.awaitTaken(PaymentsPipeline.MEETS_PROFILES, 1);
        pay("ada", 18_50, "GB");
        out.println("An amount that is not hers, and far from home:");
        pay("ada", 250_00, "BR");
        out.println("Somebody has a stolen card, and is quick:");
        for (int i = 0; i < 6; i++) {
            pay("eve", 99_00, "GB");
        }
        out.println("Whoever was blocked stays blocked, until a rule says otherwise, while the program runs:");
        pay("eve", 5_00, "GB");
        change(new Rule("blocked-before", Measure.BLOCKS, 0, Action.REVIEW));
        change(new Rule("burst", Measure.PAYMENTS, 100, Action.BLOCK));
        pay("eve", 5_00, "GB");
        out.println("Who asks again is told the same:");
        post("/payments", new Payment("p1", "ada", 18_50, "GB"));
    }

    /** A rule is kept when it is answered, and holds a moment later. */
    private void change(Rule rule) {
        post("/rules", rule);
        rules++;
        system.awaitTaken(PaymentsPipeline.MEETS_RULES, rules + payments);
    }

    private void pay(String user, long cents, String country) {
        payments++;
        post("/payments", new Payment("p" + payments, user, cents, country));
    }

    private void post(String path, Object body) {
        HttpResponse<String> answer = client.post(path, body);
        out.println("POST " + path + " " + Client.JSON.writeValueAsString(body) + "\n  " + answer.statusCode() + " "
                + answer.body());
    }
}
