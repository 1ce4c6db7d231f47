package shop;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import shop.model.Customer;
import shop.model.Order;

public final class Shop {

    private static final long ORDERS = 1_000;

    private Shop() {}

    private static final class Total extends KeyedProcess<Customer, Order, String> {

        private final ValueState<Order> latest = value("latest", Order.class);
        private final ValueState<Long> cents = value("cents", Long.class);

        @Override
        protected void process(Order order, KeyedContext<Customer> context, Emitter<String> out) {
            cents.set((cents.get() == null ? 0 : cents.get()) + order.cents());
            latest.set(order);
            out.emit(context.key().name() + " " + cents.get() + " " + latest.get().time().toEpochMilli());
        }
    }

    private record Hidden(String name) {}

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        try (Engine engine = Engine.withWorkers(2)) {
            totals(engine, directory);
            totals(engine, directory);
            System.out.println("hidden: " + hidden(engine));
        }
    }

    /** Ends with a snapshot, and goes on from it when it is called again. */
    private static void totals(Engine engine, Path directory) throws InterruptedException {
        BlockingQueue<String> totals = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("totals");
        var orders = pipeline.source("orders", Sources.generate(Shop::order).rate(20_000))
                .timestamps(Order::time, Watermarks.ascending());
        orders.keyBy(Order::customer).process("total", Total::new).to("out", Sinks.queue(totals));
        orders.map(Order::customer)
                .keyBy(customer -> customer)
                .window(Windows.tumbling(Duration.ofMillis(100)))
                .aggregate("names", Aggregates.countDistinct(Customer::name))
                .to("nowhere", Sinks.discard());
        JobOptions options = JobOptions.parallelism(2)
                .withLatency()
                .withSnapshots(Snapshots.in(directory).onDemand());
        try (Job job = engine.start(pipeline, options)) {
            String first = totals.take();
            System.out.println(job.restoredFrom().isEmpty() ? "begins with " + first : "goes on");
            job.stop();
            job.join();
        }
    }

    private static Order order(long number) {
        Customer customer = new Customer("ann", Customer.Kind.values()[0]);
        Order.Payment payment = number % 2 == 0 ? new Order.Cash(number) : new Order.Card(number, "4711");
        return new Order(customer, payment, Instant.ofEpochMilli(number));
    }

    private static String hidden(Engine engine) {
        Pipeline pipeline = Pipeline.create("hidden");
        pipeline.source("numbers", Sources.generate(number -> number).count(ORDERS))
                .keyBy(number -> new Hidden("name " + number))
                .window(Windows.count(2))
                .aggregate("pairs", Aggregates.count())
                .to("counts", Sinks.discard());
        try (Job job = engine.start(pipeline, JobOptions.parallelism(2))) {
            return job.join().toString();
        } catch (RuntimeException e) {
            return messages(e);
        }
    }

    private static String messages(Throwable error) {
        return error == null ? "" : error.getMessage() + " / " + messages(error.getCause());
    }
}
