package io.millrace.flink;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.flink.FraudProgram.Transaction;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.state.ValueState;
import java.nio.file.Path;
import java.time.Instant;

/** Two versions of a program: that against fraud, and accounts of users beside it, whose record evolves. */
public final class StoryProgram {

    /** How many transactions there are. */
    static final long COUNT = 20_000;

    private StoryProgram() {}

    /**
     * Runs a version where it is submitted to.
     *
     * @param arguments the version, the directory that it writes to, and the file that says how far to read
     * @throws Exception when the job fails
     */
    public static void main(String[] arguments) throws Exception {
        Path out = Path.of(arguments[1]);
        GatedSource ids = new GatedSource(COUNT, Path.of(arguments[2]));
        FlinkRunner.run("before".equals(arguments[0]) ? before(ids, out) : after(ids, out));
    }

    /** An account in the first version. */
    record Account(String since, int sum, String branch) {}

    /** The same in the second. */
    record EvolvedAccount(long sum, Instant latest, String since) {
        EvolvedAccount {
            latest = latest == null ? Instant.EPOCH : latest;
        }
    }

    /** The first version. */
    static final class Accounts extends KeyedProcess<String, Transaction, String> {

        private final ValueState<Account> account = value("account", Account.class);

        @Override
        protected void process(Transaction paid, KeyedContext<String> context, Emitter<String> out) {
            Account before = account.get();
            int sum = (before == null ? 0 : before.sum()) + (int) paid.amount();
            String since = before == null ? paid.country() + paid.id() : before.since();
            account.set(new Account(since, sum, "main"));
            out.emit(context.key() + " " + paid.id() + " since " + since + ": " + sum);
        }
    }

    /** The second. */
    static final class EvolvedAccounts extends KeyedProcess<String, Transaction, String> {

        private final ValueState<EvolvedAccount> account = value("account", EvolvedAccount.class);

        @Override
        protected void process(Transaction paid, KeyedContext<String> context, Emitter<String> out) {
            EvolvedAccount before = account.get();
            long sum = (before == null ? 0 : before.sum()) + paid.amount();
            String since = before == null ? paid.country() + paid.id() : before.since();
            account.set(new EvolvedAccount(sum, paid.time(), since));
            out.emit(context.key() + " " + paid.id() + " since " + since + ": " + sum);
        }
    }

    static Pipeline before(Source<Long> ids, Path out) {
        Pipeline pipeline = Pipeline.create("story");
        balances(
                FraudProgram.detect(pipeline, ids, out.resolve("alerts"))
                        .keyBy(Transaction::user, String.class)
                        .process("accounts", Accounts::new),
                out);
        return pipeline;
    }

    static Pipeline after(Source<Long> ids, Path out) {
        Pipeline pipeline = Pipeline.create("story");
        balances(
                FraudProgram.detect(pipeline, ids, out.resolve("alerts"))
                        .keyBy(Transaction::user, String.class)
                        .process("accounts", EvolvedAccounts::new),
                out);
        return pipeline;
    }

    private static void balances(EventStream<String> balances, Path out) {
        balances.to("balances", Sinks.lines(out.resolve("balances")));
    }
}
