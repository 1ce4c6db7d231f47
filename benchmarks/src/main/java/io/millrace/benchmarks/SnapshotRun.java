package io.millrace.benchmarks;

import io.millrace.benchmarks.snapshot.Kept;
import io.millrace.benchmarks.snapshot.SnapshotCosts;
import io.millrace.benchmarks.tool.Cli;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What snapshots cost a whole job. {@code --help} tells more. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.SnapshotRun",
        sortOptions = false,
        description = {
            "Runs a job that keeps something of many keys without snapshots and with them in turn, and prints throughput, lengths of steps, sizes,"
                    + " and how long it takes to go on from one.",
            ""
        })
public final class SnapshotRun implements Callable<Integer> {

    @Option(names = "--keys", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int keys = 1_000_000;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each part; default: ${DEFAULT-VALUE}")
    private int seconds = 10;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "From one snapshot to the next, as in PT10S; default: ${DEFAULT-VALUE}")
    private Duration interval = Duration.ofSeconds(10);

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int rounds = 2;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private Kept kept = Kept.COUNT;

    @Option(names = "--restores", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int restores = 5;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where to write; default: ${DEFAULT-VALUE}")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Spec
    private CommandSpec spec;

    private SnapshotRun() {}

    public static void main(String[] arguments) {
        System.exit(Cli.execute(new SnapshotRun(), arguments, System.out, System.err));
    }

    @Override
    public Integer call() throws IOException {
        Cli.check(keys > 0, spec, "--keys must be at least 1, but is " + keys);
        Cli.check(seconds > 0, spec, "--seconds must be at least 1, but is " + seconds);
        Cli.check(interval.compareTo(Duration.ZERO) > 0, spec, "--interval must be longer than 0, but is " + interval);
        new SnapshotCosts(keys, Duration.ofSeconds(seconds), interval, kept, directory).run(rounds, restores);
        return 0;
    }
}
