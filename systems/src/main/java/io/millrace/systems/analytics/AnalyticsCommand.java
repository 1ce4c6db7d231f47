package io.millrace.systems.analytics;

import static io.millrace.systems.common.ServerOptions.check;

import io.millrace.JobOptions;
import io.millrace.systems.common.DataFolder;
import io.millrace.systems.common.ServerOptions;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the analytics. */
@Command(
        name = "analytics",
        sortOptions = false,
        description = {
            "Counts the hits of a website, by country, page and visit, shows them on a live page and archives each in Parquet,"
                    + " exactly once.",
            ""
        })
public final class AnalyticsCommand implements Callable<Integer> {

    private static final long SEED = 1;
    private static final int RATE = 100_000;
    private static final int SNAPSHOTS_APART_MILLIS = 10_000;

    @Mixin
    private ServerOptions server;

    @Option(names = "--rate", paramLabel = "N", description = "Hits a second by the clock; default: ${DEFAULT-VALUE}")
    private int rate = RATE;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "Let hits come for so long, work them off, print what has become of them, and end; default: run until"
                            + " Ctrl-C")
    private Integer seconds;

    @Option(names = "--parallelism", paramLabel = "N", description = "Tasks; default: ${DEFAULT-VALUE}")
    private int parallelism = 2;

    @Option(
            names = "--snapshots",
            paramLabel = "MS",
            description = "Milliseconds from one snapshot to the next, after which results are in files; default:"
                    + " ${DEFAULT-VALUE}")
    private int snapshotsApartMillis = SNAPSHOTS_APART_MILLIS;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public AnalyticsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        check(spec, rate > 0, "--rate must be at least 1, but is " + rate);
        check(spec, seconds == null || seconds > 0, "--seconds must be at least 1, but is " + seconds);
        check(spec, parallelism > 0, "--parallelism must be at least 1, but is " + parallelism);
        check(spec, snapshotsApartMillis > 0, "--snapshots must be at least 1, but is " + snapshotsApartMillis);
        try (DataFolder data = DataFolder.open(server.data())) {
            return run(data.path());
        }
    }

    private int run(Path data) {
        Website wanted = new Website(
                SEED,
                SystemClock.INSTANCE.millis(),
                rate,
                seconds == null ? Long.MAX_VALUE : Math.multiplyExact((long) rate, seconds));
        Website website = WebsiteFile.of(data, wanted);
        check(
                spec,
                website.isAsLargeAs(wanted),
                "--rate and --seconds must be what they were when " + data + " was begun; or begin another directory");
        try (AnalyticsSystem system = new AnalyticsSystem(
                data,
                server.port(),
                website,
                JobOptions.parallelism(parallelism),
                Duration.ofMillis(snapshotsApartMillis))) {
            server.show(system.engine(), out);
            out.println("hits are counted; see " + system.uri() + (seconds == null ? " until Ctrl-C" : ""));
            return end(system, new Summary(data, website, out));
        }
    }

    private int end(AnalyticsSystem system, Summary summary) {
        if (seconds == null) {
            system.job().join();
            return CommandLine.ExitCode.OK;
        }
        return summary.print(system) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
