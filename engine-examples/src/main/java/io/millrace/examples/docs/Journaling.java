package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.JournalOptions;
import io.millrace.source.JournalSource;
import io.millrace.source.OnFull;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** An application whose events survive it. */
public final class Journaling {

    private Journaling() {}

    // tag::record
    record Order(String customer, int cents) {}
    // end::record

    /**
     * Writes some orders, and processes them.
     *
     * @param arguments a directory
     */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        // tag::journal
        JournalSource<Order> orders = Sources.journal(directory.resolve("orders"), Order.class);
        Pipeline pipeline = Pipeline.create("orders");
        pipeline.source("orders", orders)
                .filter(order -> order.cents() > 0)
                .to("shipped", Sinks.lines(directory.resolve("shipped.txt")));
        JobOptions options = JobOptions.parallelism(2).withSnapshots(Snapshots.in(directory.resolve("snapshots")));

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            orders.emit(new Order("ada", 995)); // on the disk from here on
            job.stop();
            job.join();
        }
        orders.close();
        // end::journal
    }

    static CompletableFuture<Void> many(JournalSource<Order> orders, Order[] all) {
        // tag::async
        CompletableFuture<?>[] written = new CompletableFuture<?>[all.length];
        for (int i = 0; i < all.length; i++) {
            written[i] = orders.emitAsync(all[i]).toCompletableFuture();
        }
        return CompletableFuture.allOf(written);
        // end::async
    }

    static int post(Path directory, Order order) {
        // tag::options
        JournalSource<Order> orders = Sources.journal(
                directory,
                Type.of(Order.class),
                JournalOptions.defaults().maxUnread(256L << 20).onFull(OnFull.fail()));
        // end::options
        // tag::refused
        try {
            orders.emit(order);
            return 202;
        } catch (BufferFullException e) {
            return 429; // the pipeline is behind
        }
        // end::refused
    }

    static void damaged(Pipeline pipeline, JournalSource<Order> orders) {
        // tag::damaged
        pipeline.source("orders", orders).onError(Errors.deadLetter());
        // end::damaged
    }
}
