package io.millrace.benchmarks;

import io.millrace.benchmarks.snapshot.HostedPauses;
import io.millrace.benchmarks.tool.Cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** For how long snapshots stop a task that another runtime drives. {@code --help} tells more. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.HostedSnapshotRun",
        sortOptions = false,
        description = {
            "Prints for how long a barrier stops a task that is driven as operators on Flink drive theirs, and how long its state is written between rows,"
                    + " for each kind of state. The first fifth of the snapshots warms up.",
            ""
        })
public final class HostedSnapshotRun implements Callable<Integer> {

    @Option(names = "--keys", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int keys = 500_000;

    @Option(names = "--snapshots", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int snapshots = 50;

    @Spec
    private CommandSpec spec;

    private HostedSnapshotRun() {}

    public static void main(String[] arguments) {
        System.exit(Cli.execute(new HostedSnapshotRun(), arguments, System.out, System.err));
    }

    @Override
    public Integer call() {
        Cli.check(keys > 0, spec, "--keys must be at least 1, but is " + keys);
        Cli.check(snapshots > 0, spec, "--snapshots must be at least 1, but is " + snapshots);
        HostedPauses.print(keys, snapshots);
        return 0;
    }
}
