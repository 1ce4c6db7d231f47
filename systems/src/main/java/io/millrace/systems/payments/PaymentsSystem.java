package io.millrace.systems.payments;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.http.Ask;
import io.millrace.http.Http;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.JournalSource;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.systems.common.Running;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Decides payments over HTTP, until it is closed. What it knows is in a directory. */
final class PaymentsSystem implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMillis(100);
    static final String LOG = "decisions.jsonl";

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration SNAPSHOTS_APART = Duration.ofSeconds(1);
    private static final int OPEN_REQUESTS = 8_192;
    private static final int MODEL_THREADS = 2;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final RequestSource<Payment, Outcome> requests =
            Sources.requests(OPEN_REQUESTS, Payment.class, Outcome.class);
    private final JournalSource<Rule> rules;
    private final JournalSource<Profile> profiles;
    private final ExecutorService modelThreads = Executors.newFixedThreadPool(MODEL_THREADS, PaymentsSystem::daemon);
    private final Running running;

    /** Starts it, on what it has known before. */
    PaymentsSystem(Path data, int port, ModelOptions model) {
        rules = Sources.journal(data.resolve("rules"), Rule.class);
        profiles = Sources.journal(data.resolve("profiles"), Profile.class);
        JournalSource<Evidence> kept = Sources.journal(data.resolve("payments"), Evidence.class);
        Pipeline pipeline = PaymentsPipeline.of(
                new PaymentsPipeline.Inputs(requests, rules, profiles, kept),
                new Model(modelThreads, model),
                Sinks.lines(data.resolve(LOG)));
        running = Running.start(
                pipeline,
                JobOptions.parallelism(1)
                        .withSnapshots(Snapshots.in(data.resolve("snapshots")).every(SNAPSHOTS_APART)),
                job -> serve(port, job),
                rules::close,
                profiles::close,
                kept::close,
                modelThreads::shutdownNow);
    }

    private Http serve(int port, Job job) {
        awaitRead(job, "rules");
        awaitRead(job, "profiles");
        return Http.on(port)
                .ask("/payments", Ask.of(requests, Payment.class).timeout(ANSWER_WITHIN))
                .ingest("/rules", rules)
                .ingest("/profiles", profiles)
                .view("/users", job.view("latest", String.class, Outcome.class), String.class);
    }

    /** No payment is taken before what was posted ahead of it has been read; it may be on its way to the operator still. */
    private static void awaitRead(Job job, String source) {
        await(job, () -> job.metrics().lagRecords(source).orElse(1) == 0);
    }

    /** Waits until an operator has taken so many events since the program has started. */
    void awaitTaken(String operator, long events) {
        await(job(), () -> job().metrics().eventsIn(operator) >= events);
    }

    private static void await(Job job, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (job.state().isTerminal()) {
                job.join();
                throw new IllegalStateException("the job has ended");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while it waited for what it has to read first");
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "model");
        thread.setDaemon(true);
        return thread;
    }

    Engine engine() {
        return running.engine();
    }

    Job job() {
        return running.job();
    }

    URI uri() {
        return running.uri();
    }

    @Override
    public void close() {
        running.close();
    }
}
