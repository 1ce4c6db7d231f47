package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.time.EventTime;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;

/** Operators on the SPI that those of the engine are on: one of two inputs by the same key, and one that asks a service. */
public final class OwnOperators {

    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private OwnOperators() {}

    // tag::events
    record Payment(String user, double amount, Instant time) {}

    record Limit(String user, double amount) {}

    record Scored(Payment payment, double score) {}
    // end::events

    // tag::limits
    /** Lets payments pass that are within the limit of their user, and counts the others. */
    static final class LimitCheck implements Operator<Object, Payment> {

        static final SideOutput<Payment> BEYOND = SideOutput.of("beyond", Payment.class);

        private KeyedState<String> users;
        private ValueState<Double> limit;
        private Output<Payment> beyond;
        private Counter refused;
        private int row;

        @Override
        public void open(OperatorContext context) {
            users = context.keyedState();
            limit = users.state(ValueSpec.of("limit", Double.class));
            beyond = context.sideOutput(BEYOND.name());
            refused = context.metrics().counter("refused");
        }

        @Override
        public boolean process(int input, Batch<Object> batch, Output<Payment> out) {
            for (; row < batch.size(); row++) {
                if (!out.hasRoom()) {
                    return false;
                }
                if (input == 0) {
                    check((Payment) batch.value(row), batch.timestamp(row), batch.hash(row), out);
                } else {
                    Limit news = (Limit) batch.value(row);
                    users.currentKey(news.user(), batch.hash(row));
                    limit.set(news.amount());
                }
            }
            row = 0;
            return true;
        }

        private void check(Payment payment, long timestamp, int hash, Output<Payment> out) {
            users.currentKey(payment.user(), hash);
            if (payment.amount() <= limit.getOr(100.0)) {
                out.emit(payment, timestamp);
            } else {
                refused.increment();
                beyond.emit(payment, timestamp);
            }
        }
    }
    // end::limits

    // tag::scoring
    /** Has a service score payments, many at a time, and emits them in their order. */
    static final class Scoring implements Operator<Payment, Scored> {

        private static final int MOST = 64;

        record Asked(Payment payment, long timestamp) {}

        private record Question(Asked asked, CompletableFuture<Double> score) {}

        private final ToDoubleFunction<Payment> service;
        private final Executor threads;
        private final Queue<Question> open = new ArrayDeque<>();
        private OperatorContext context;
        private ListState<Asked> kept;
        private int row;

        Scoring(ToDoubleFunction<Payment> service, Executor threads) {
            this.service = service;
            this.threads = threads;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            kept = context.operatorState(ListSpec.of("asked", Asked.class), Redistribution.SPLIT);
        }

        @Override
        public void onRestored() {
            kept.elements().forEach(this::ask);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the score itself tells what fails
        private void ask(Asked asked) {
            CompletableFuture<Double> score =
                    CompletableFuture.supplyAsync(() -> service.applyAsDouble(asked.payment()), threads);
            open.add(new Question(asked, score));
            Runnable waker = context.waker();
            score.whenComplete((unused, failure) -> waker.run());
        }

        @Override
        public boolean process(int input, Batch<Payment> batch, Output<Scored> out) {
            for (; row < batch.size(); row++) {
                if (open.size() >= MOST && !tell(out)) {
                    return false;
                }
                if (open.size() >= MOST) {
                    context.awaitWake();
                    return false;
                }
                ask(new Asked(batch.value(row), batch.timestamp(row)));
            }
            row = 0;
            return true;
        }

        /** Emits what has been answered; returns false for want of room. */
        private boolean tell(Output<Scored> out) {
            while (!open.isEmpty() && open.peek().score().isDone()) {
                if (!out.hasRoom()) {
                    return false;
                }
                Question first = open.remove();
                out.emit(
                        new Scored(first.asked().payment(), first.score().join()),
                        first.asked().timestamp());
            }
            return true;
        }

        @Override
        public boolean onWake(Output<Scored> out) {
            return tell(out);
        }

        @Override
        public boolean onEndOfData(Output<Scored> out) {
            if (!open.isEmpty()) {
                context.awaitWake();
            }
            return open.isEmpty();
        }

        @Override
        public long earliestKept() {
            return open.stream()
                    .mapToLong(question -> question.asked().timestamp())
                    .filter(timestamp -> timestamp != EventTime.NONE)
                    .min()
                    .orElse(EventTime.MAX);
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Scored> out) {
            kept.clear();
            open.forEach(question -> kept.add(question.asked()));
            return true;
        }

        // tag::account
        @Override
        public Optional<Account> account() {
            return Optional.of(Account.passing().keeping(open.size()));
        }
        // end::account
    }
    // end::scoring

    /** Payments within their limits, with their scores; those beyond go to a sink of their own. */
    static Pipeline pipeline(ToDoubleFunction<Payment> service, Executor threads) {
        Pipeline pipeline = Pipeline.create("payments");
        EventStream<Limit> limits = pipeline.source("limits", Sources.of(new Limit("ada", 500), new Limit("bob", 20)));
        EventStream<Payment> payments = pipeline.source(
                        "payments", Sources.generate(OwnOperators::payment).count(1_000))
                .timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)));
        // tag::pipeline
        EventStream<Payment> within = payments.keyBy(Payment::user)
                .transform(
                        OperatorSpec.<Object, Payment>stateful("limit check", "limits of users", LimitCheck::new)
                                .controlInput(1),
                        limits.keyBy(Limit::user));
        within.sideOutput(LimitCheck.BEYOND).to("beyond", Sinks.discard());

        within.typed(Payment.class)
                .transform(OperatorSpec.<Payment, Scored>stateful(
                        "scoring", "scores", () -> new Scoring(service, threads)))
                .to("scored", Sinks.discard());
        // end::pipeline
        return pipeline;
    }

    private static Payment payment(long index) {
        return new Payment(index % 2 == 0 ? "ada" : "bob", index * 37 % 600, START.plus(Duration.ofSeconds(index)));
    }

    /**
     * Prints what the pipeline looks like, and runs it.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Engine engine = Engine.create()) {
            Pipeline pipeline = pipeline(payment -> Math.min(1, payment.amount() / 1_000), threads);
            System.out.print(pipeline.graph().text());
            engine.start(pipeline, JobOptions.parallelism(2)).join();
        } finally {
            threads.shutdownNow();
        }
    }
}
