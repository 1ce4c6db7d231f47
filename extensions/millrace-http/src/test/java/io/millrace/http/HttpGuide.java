package io.millrace.http;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Answer;
import io.millrace.source.JournalSource;
import io.millrace.source.Request;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.view.TableView;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/** What the guide shows: payments come in, are summed up by card, shown, and asked for. */
final class HttpGuide {

    private HttpGuide() {}

    // tag::records
    record Payment(String id, String card, double amount) {}

    record Spent(String card, double sum) {}

    record Question(String card, double amount) {}

    record Decision(boolean accepted, double left) {}
    // end::records

    /** Sums up what each card has paid. */
    static final class Sums extends KeyedProcess<String, Payment, Spent> {

        private final ValueState<Double> sum = value("sum", Double.class);

        @Override
        protected void process(Payment payment, KeyedContext<String> context, Emitter<Spent> out) {
            sum.set(sum.getOr(0.0) + payment.amount());
            out.emit(new Spent(payment.card(), sum.get()));
        }
    }

    /** Accepts what is within the limit of a card, and counts it. */
    static final class Limits extends KeyedProcess<String, Request<Question>, Answer<Decision>> {

        private final ValueState<Double> left = value("left", Double.class);

        @Override
        protected void process(Request<Question> request, KeyedContext<String> context, Emitter<Answer<Decision>> out) {
            double before = left.getOr(1_000.0);
            boolean accepted = request.question().amount() <= before;
            double after = accepted ? before - request.question().amount() : before;
            left.set(after);
            out.emit(request.answer(new Decision(accepted, after)));
        }
    }

    /** Posts, and shows what is answered. */
    private record Client(HttpClient http, URI server, PrintStream out) {

        void post(String path, String type, String body) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            show("POST " + path + "  " + body.replace("\n", "\\n"), request);
        }

        void get(String path) throws Exception {
            show("GET " + path, HttpRequest.newBuilder(server.resolve(path)).build());
        }

        private void show(String what, HttpRequest request) throws Exception {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            out.println(what);
            out.println("  " + response.statusCode() + " " + response.body());
        }
    }

    static void run(Path directory, PrintStream out) throws Exception {
        // tag::pipeline
        JournalSource<Payment> payments = Sources.journal(directory.resolve("payments"), Payment.class);
        RequestSource<Question, Decision> questions = Sources.requests(1_024, Question.class, Decision.class);
        EventSink<Spent> shown = EventSink.latestBy(Spent::card);

        Pipeline pipeline = Pipeline.create("payments");
        KeyedStream<String, Spent> spent = pipeline.source("payments", payments)
                .keyBy(Payment::card, String.class)
                .process("sums", Sums::new)
                .keyBy(Spent::card, String.class);
        spent.view("spent", Spent::sum, Double.class).to("shown", shown);
        pipeline.source("questions", questions)
                .keyBy(request -> request.question().card(), String.class)
                .process("limits", Limits::new)
                .to("decisions", questions.answers());
        // end::pipeline
        JobOptions options = JobOptions.defaults().withSnapshots(Snapshots.in(directory.resolve("snapshots")));
        // tag::serve
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            TableView<String, Double> view = job.view("spent", String.class, Double.class);
            try (HttpServer server = Http.on(0)
                    .ingest("/payments", payments)
                    .ask("/decide", questions, Question.class)
                    .events("/spent/live", shown)
                    .view("/spent", view, String.class)
                    .start()) {
                talk(server.uri(), view, out);
            }
            job.stop();
            job.join();
        }
        payments.close();
        // end::serve
    }

    private static void talk(URI server, TableView<String, Double> spent, PrintStream out) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Client client = new Client(http, server, out);
        client.post("/payments", "application/json", "{\"id\":\"p1\",\"card\":\"1234\",\"amount\":20}");
        client.post(
                "/payments",
                "application/x-ndjson",
                "{\"id\":\"p2\",\"card\":\"5678\",\"amount\":5}\n{\"id\":\"p3\",\"card\":\"1234\",\"amount\":\"7\"}");
        client.post("/payments", "application/json", "[{\"id\":\"p4\",\"card\":\"1234\",\"amount\":1.5}]");
        client.post("/decide", "application/json", "{\"card\":\"1234\",\"amount\":999}");
        client.post("/decide", "application/json", "{\"card\":\"1234\",\"amount\":2}");
        HttpRequest live = HttpRequest.newBuilder(server.resolve("/spent/live")).build();
        try (Stream<String> lines =
                http.send(live, HttpResponse.BodyHandlers.ofLines()).body()) {
            out.println("GET /spent/live");
            Iterator<String> each = lines.iterator();
            for (String line = each.next(); !line.equals("data: {\"card\":\"1234\",\"sum\":21.5}"); ) {
                line = each.next();
            }
            out.println("  data: {\"card\":\"1234\",\"sum\":21.5}");
        }
        Awaiting.until(() -> Double.valueOf(21.5).equals(spent.get("1234")));
        client.get("/spent/1234");
        client.get("/spent?from=0&limit=10");
        client.get("/spent/9999");
    }

    static Ingest<Payment> once(JournalSource<Payment> payments) {
        // tag::once
        Ingest<Payment> once = Ingest.into(
                        payments,
                        Payment.class,
                        (payment, origin) -> new Payment(origin.id(), payment.card(), payment.amount()))
                .requireKey();
        // end::once
        return once;
    }

    static void hook(EventStream<Spent> spent, JournalSource<Webhook.Rejected<Spent>> letters) {
        // tag::hook
        Webhook<Spent> hook = Webhook.<Spent>to(
                        URI.create("https://shop.example/hooks/spent"), each -> each.card() + "@" + each.sum())
                .header("Authorization", "Bearer " + System.getenv("SHOP_TOKEN"))
                .rejectedTo(letters::emit);
        spent.to("hook", hook);
        // end::hook
    }

    static EventSink<Spent> options() {
        // tag::options
        EventSink<Spent> shown = EventSink.<Spent>latestBy(Spent::card)
                .event("spent")
                .endedBy(spent -> spent.sum() == 0)
                .heartbeat(Duration.ofSeconds(5));
        // end::options
        return shown;
    }

    /** Shows what is asked and answered. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("millrace-http");
        try {
            run(directory, System.out);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
