package io.millrace.examples.fraud;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.dashboard.Dashboard;
import io.millrace.dashboard.DashboardOptions;
import io.millrace.function.LongFn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.time.Instant;

/** Generated transactions of just now, until somebody stops the program, shown by a page. */
final class DashboardRun {

    private static final long SEED = 1;
    private static final long DEFAULT_RATE = 2_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final FraudOptions options;
    private final PrintStream out;

    DashboardRun(FraudOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    void run() {
        try (Engine engine = Engine.create().stopOnShutdown(FileRun.PATIENCE);
                Dashboard dashboard =
                        Dashboard.serve(engine, DashboardOptions.defaults().withActions());
                Job job = engine.start(
                        pipeline(),
                        JobOptions.parallelism(options.parallelism()).withLatency())) {
            out.println("the fraud job runs until Ctrl-C; see it at " + dashboard.url());
            job.join();
        }
    }

    private Pipeline pipeline() {
        long rate = options.rate() == 0 ? DEFAULT_RATE : options.rate();
        Pipeline pipeline = Pipeline.create("fraud");
        FraudPipeline.detect(
                        pipeline.source(
                                "transactions",
                                Sources.generate(new JustNow(rate)).rate((double) rate)),
                        options.outOfOrderness())
                .alerts()
                .to("alerts", Sinks.discard());
        return pipeline;
    }

    /** What the generator makes, as if it happened now: at a rate its times go as fast as the clock. */
    private static final class JustNow implements LongFn<Transaction> {

        private final TransactionGenerator generator = new TransactionGenerator(SEED);
        private final long begin = SystemClock.INSTANCE.millis();
        private final long first = generator.apply(0).time().toEpochMilli();
        private final double pace;

        JustNow(long rate) {
            long madePerSecond = generator.apply(rate).time().toEpochMilli() - first;
            pace = MILLIS_PER_SECOND / madePerSecond;
        }

        @Override
        public Transaction apply(long index) {
            Transaction made = generator.apply(index);
            long after = (long) ((made.time().toEpochMilli() - first) * pace);
            return new Transaction(
                    made.id(), made.user(), made.amount(), made.country(), Instant.ofEpochMilli(begin + after));
        }
    }
}
