package io.millrace.examples.docs;

import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshot;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.state.ValueState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Two versions of a program that keeps the accounts of customers. */
@SuppressWarnings("SameNameButDifferent") // they are versions of one program
public final class Upgrading {

    private Upgrading() {}

    /**
     * What a customer has paid.
     *
     * @param customer who
     * @param cents how much
     * @param time when
     */
    public record Payment(String customer, int cents, Instant time) {}

    /** The first version. */
    static final class Before {

        private Before() {}

        // tag::before
        record Account(String note, int cents, String branch) {}
        // end::before

        static final class Accounts extends KeyedProcess<String, Payment, String> {

            private final ValueState<Account> account = value("account", Account.class);

            @Override
            protected void process(Payment payment, KeyedContext<String> context, Emitter<String> out) {
                int cents = account.get() == null ? 0 : account.get().cents();
                account.set(new Account("since " + payment.time(), cents + payment.cents(), "main"));
                out.emit(context.key() + " " + account.get().cents());
            }
        }

        static Pipeline pipeline(Source<Payment> payments) {
            Pipeline pipeline = Pipeline.create("accounts");
            pipeline.source("payments", payments)
                    .keyBy(Payment::customer, String.class)
                    .process("accounts", Accounts::new)
                    .to("balances", Sinks.discard());
            return pipeline;
        }
    }

    /** The second version. */
    static final class After {

        private After() {}

        // tag::after
        record Account(long cents, String note, Instant latest) {
            Account {
                latest = latest == null ? Instant.EPOCH : latest;
            }
        }
        // end::after

        static final class Accounts extends KeyedProcess<String, Payment, String> {

            private final ValueState<Account> account = value("account", Account.class);

            @Override
            protected void process(Payment payment, KeyedContext<String> context, Emitter<String> out) {
                long cents = account.get() == null ? 0 : account.get().cents();
                String note = account.get() == null ? "" : account.get().note();
                account.set(new Account(cents + payment.cents(), note, payment.time()));
                out.emit(context.key() + " " + account.get().cents());
            }
        }

        static Pipeline pipeline(Source<Payment> payments) {
            Pipeline pipeline = Pipeline.create("accounts");
            pipeline.source("payments", payments)
                    .keyBy(Payment::customer, String.class)
                    .process("accounts", Accounts::new)
                    .to("balances", Sinks.discard());
            return pipeline;
        }
    }

    static Map<String, Before.Account> look(Path directory) throws IOException {
        // tag::look
        Snapshot snapshot = Snapshot.open(directory, "before-upgrade");
        System.out.println(snapshot);
        Map<String, Before.Account> accounts =
                snapshot.values("accounts", "account", String.class, Before.Account.class);
        // end::look
        return accounts;
    }

    static JobOptions letGo(Path directory) {
        // tag::drop
        JobOptions options =
                JobOptions.parallelism(4).withSnapshots(Snapshots.in(directory).allowDroppedState("reminders"));
        // end::drop
        return options;
    }

    static JobOptions goBack(Path directory) {
        // tag::back
        JobOptions options =
                JobOptions.defaults().withSnapshots(Snapshots.in(directory).from("before-upgrade"));
        // end::back
        return options;
    }
}
