package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.Cli;
import io.millrace.benchmarks.tool.Machine;
import io.millrace.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the comparison. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.Compare",
        sortOptions = false,
        description = {
            "Measures systems side by side, each in a JVM of its own, and checks that their results agree.",
            ""
        },
        footer = {
            "",
            "A fork runs its workload until it has not become faster for a while, a minute or twice --seconds at most; the run behind that counts, and"
                    + " takes 2 s or more. Forks take turns: A B C C B A.",
            "Where others had more than a tenth of the processors meanwhile, or the system was still getting faster, the report says so.",
            "Exit status: 0 done, 1 a system failed or its results are wrong, 2 the command line is wrong."
        })
public final class CompareCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Option(names = "--systems", split = ",", paramLabel = "NAME", description = "Default: all that are in the jar")
    private List<String> systems = List.of();

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "NAME",
            description = "Such as stateless,tumbling; default: all")
    private List<String> workloads = List.of(ALL);

    @Option(names = "--parallelism", split = ",", paramLabel = "N", description = "Threads that work; default: 1,2")
    private List<Integer> parallelisms = List.of(1, 2);

    @Option(names = "--runs", paramLabel = "N", description = "JVMs for each system and workload; default: 3")
    private int runs = 3;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events of a run; default: as the workload says, or as many as take 2 s")
    private Long events;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "What the last runs of a fork may take together: a slow system reads half the events, or a"
                    + " quarter, and so on; default: 60")
    private int seconds = 60;

    @Option(names = "--jvm-args", paramLabel = "FLAGS", description = "Of all forks; default: ${DEFAULT-VALUE}")
    private String jvmArgs = "-XX:+UseParallelGC -Xms4g -Xmx4g -XX:+AlwaysPreTouch";

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a row for each fork")
    private Path csv;

    @Option(names = "--svg", paramLabel = "DIR", description = "Draw a chart for each workload")
    private Path svg;

    @Option(names = "--keep-going", description = "Go on when a system fails or is wrong, and fail at the end")
    private boolean keepGoing;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    private CompareCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Does what a command line says.
     *
     * @param arguments of the command line
     * @param out takes progress and tables
     * @param err takes errors
     * @return the exit status
     */
    public static int execute(String[] arguments, PrintStream out, PrintStream err) {
        return Cli.execute(new CompareCommand(out, err), arguments, out, err);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = settings();
        Cli.check(!settings.turns().isEmpty(), spec, "none of the systems does any of this work");
        if (svg != null) {
            Files.createDirectories(svg);
        }
        try (CsvLog log = csv == null ? null : CsvLog.create(csv)) {
            Machine.describe(settings.jvmArgs(), out);
            Machine.describeScaling(out);
            Comparison comparison = new Comparison(settings, log, out);
            report(settings, comparison.run());
            comparison.failures().forEach(err::println);
            return comparison.failures().isEmpty() ? 0 : 1;
        }
    }

    private void report(Settings settings, Results results) throws IOException {
        Report report = new Report(results, settings.systems(), settings.parallelisms());
        SpeedChart chart = new SpeedChart(results, settings.systems(), settings.parallelisms());
        for (Workload workload : settings.workloads()) {
            report.print(workload, out);
            if (svg != null) {
                chart.write(workload, svg);
            }
        }
        report.printDoubts(out);
    }

    private Settings settings() {
        Cli.check(runs > 0, spec, "--runs must be at least 1, but is " + runs);
        Cli.check(events == null || events > 0, spec, "--events must be at least 1, but is " + events);
        Cli.checkDirectoryOf(spec, "--csv", csv);
        Cli.check(seconds > 0, spec, "--seconds must be at least 1, but is " + seconds);
        Cli.check(
                parallelisms.stream().allMatch(threads -> threads > 0),
                spec,
                "--parallelism must be at least 1, but is " + parallelisms);
        return new Settings(
                Cli.valid(spec, this::rivals),
                Cli.valid(spec, this::chosenWorkloads),
                parallelisms.stream().distinct().toList(),
                runs,
                events == null ? 0 : events,
                Duration.ofSeconds(seconds),
                Cli.words(jvmArgs),
                keepGoing);
    }

    private List<Rival> rivals() {
        return systems.isEmpty()
                ? Rivals.all()
                : systems.stream().distinct().map(Rivals::named).toList();
    }

    private List<Workload> chosenWorkloads() {
        return workloads.contains(ALL)
                ? Arrays.asList(Workload.values())
                : workloads.stream().distinct().map(Workload::of).toList();
    }
}
