package io.millrace.examples.tutorial;

// tag::shop
import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.dashboard.Dashboard;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Two minutes of visits to a shop, counted and rewarded, whatever happens to the process meanwhile. */
public final class Shop {

    static final int VISITS = 120_000;

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
    private static final List<String> PAGES = List.of("/home", "/shop", "/cart", "/help");

    private Shop() {}

    static Visit visit(long number) {
        String page = PAGES.get((int) (number % PAGES.size()));
        return new Visit(page, "visitor-" + number % 997, NOON.plusMillis(20 * number));
    }

    static Pipeline pipeline(Source<Visit> source, Path directory) {
        Pipeline pipeline = Pipeline.create("shop");
        EventStream<Visit> visits = Visits.timed(pipeline.source("visits", source));
        Visits.perMinute(visits).map(PageCount::of).to("counts", Sinks.lines(directory.resolve("counts.txt")));
        visits.keyBy(Visit::visitor)
                .process("reward-card", RewardCard::new)
                .to("rewards", Sinks.lines(directory.resolve("rewards.txt")));
        return pipeline;
    }

    static JobOptions options(Path directory) {
        Path snapshots = directory.resolve("snapshots");
        return JobOptions.defaults()
                .withSnapshots(Snapshots.in(snapshots).every(Duration.ofSeconds(1)))
                .withLatency();
    }

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length == 0 ? "" : arguments[0]);
        Source<Visit> live = Sources.generate(Shop::visit).count(VISITS).rate(1_000);
        try (Engine engine = Engine.create();
                Dashboard dashboard = Dashboard.serve(engine);
                Job job = engine.start(pipeline(live, directory), options(directory))) {
            System.out.println("process " + ProcessHandle.current().pid() + ", see " + dashboard.url());
            job.restoredFrom().ifPresent(snapshot -> System.out.println("going on from " + snapshot));
            System.out.println("the job has " + job.join());
        }
    }
}
// end::shop
