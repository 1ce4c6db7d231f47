package io.millrace.benchmarks.startup;

import io.millrace.benchmarks.tool.Cli;
import io.millrace.benchmarks.tool.Machine;
import io.millrace.benchmarks.tool.Spread;
import io.millrace.benchmarks.tool.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.Startup",
        sortOptions = false,
        description = {
            "Starts fresh JVMs that do one thing with the engine, and prints the seconds from the start of the process"
                    + " until it is done, and the resident memory a second later: medians, with least and greatest.",
            ""
        },
        footer = {
            "",
            "nothing: no engine, for comparison",
            "empty: a job without events has been started",
            "map: the first result of a map",
            "window: the first result of a count by key in a window, with two tasks"
        })
public final class StartupCommand implements Callable<Integer> {

    @Option(names = "--runs", paramLabel = "N", description = "JVMs for each; default: ${DEFAULT-VALUE}")
    private int runs = 11;

    @Option(names = "--jvm-args", paramLabel = "FLAGS", description = "Of these JVMs; default: none")
    private String jvmArgs = "";

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description = "Theirs: engine, what it needs, and these classes; default: that of this JVM")
    private String classPath = System.getProperty("java.class.path");

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    private StartupCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the command.
     *
     * @param arguments of the command line
     * @param out where results go
     * @param err where errors go
     * @return the exit status: 0 done, 1 a JVM failed, 2 the command line is wrong
     */
    public static int execute(String[] arguments, PrintStream out, PrintStream err) {
        return Cli.execute(new StartupCommand(out), arguments, out, err);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli.check(runs > 0, spec, "--runs must be at least 1, but is " + runs);
        Machine.describe(Cli.words(jvmArgs), out);
        out.println();
        Map<FreshJvm.Task, List<FreshRun>> done = new EnumMap<>(FreshJvm.Task.class);
        for (int run = 0; run < runs; run++) {
            for (FreshJvm.Task task : FreshJvm.Task.values()) {
                done.computeIfAbsent(task, unused -> new ArrayList<>())
                        .add(FreshRun.of(task, Cli.words(jvmArgs), classPath));
            }
        }
        print(done);
        return 0;
    }

    private void print(Map<FreshJvm.Task, List<FreshRun>> done) {
        TextTable table = new TextTable("task", "seconds", "from - to", "MB resident", "from - to");
        done.forEach((task, all) -> {
            Spread seconds = Spread.median(all.stream().map(FreshRun::seconds).toList());
            Spread megabytes =
                    Spread.median(all.stream().map(FreshRun::megabytes).toList());
            table.row(
                    task.toString(),
                    Spread.digits(seconds.middle()),
                    seconds.range(),
                    Spread.digits(megabytes.middle()),
                    megabytes.range());
        });
        table.print(out);
    }
}
