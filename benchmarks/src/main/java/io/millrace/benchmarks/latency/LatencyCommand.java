package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.Cli;
import io.millrace.benchmarks.tool.Machine;
import io.millrace.benchmarks.tool.ToolException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the comparison of latencies. */
@Command(
        name = "java -cp benchmarks.jar io.millrace.benchmarks.Latency",
        sortOptions = false,
        description = {
            "Sends events at a fixed rate through one exchange by key, and measures how long after it was due each is seen.",
            ""
        },
        footer = {
            "",
            "The load is open: a pause counts for every event that it delays. \"machine\" is the same schedule with no"
                    + " system at all, two threads that spin: what the machine, its hypervisor and an idle JVM add by themselves.",
            "With several runs, each percentile is the median of those of the runs, and below it are the least and the"
                    + " greatest: a hiccup of the machine decides one run, not all.",
            "--asked: in each system one thread works off what one other thread asks, and completes a future. \"hand\" is a"
                    + " queue and a thread that spins. Without --warm-up the figures are those of a JVM that is cold:"
                    + " --warm-up 0 --seconds 5.",
            "\"millrace\" has the workers that an engine has by default: without work they look for some 500 times more, and"
                    + " then park. \"millrace-spinning\" has workers that never park. At rates that leave time to park, such as"
                    + " --rate 1000, the difference is what parking costs, if each worker has a processor to itself: where"
                    + " \"machine\" has a median of more than a microsecond, the machine is too busy to tell.",
            "--why: events that are later than all but one in a thousand are on the machine alone, in the same run, are late, and what"
                    + " went on meanwhile is told: pauses of the collector, other stops of the JVM, threads that waited for a processor (Linux), steps"
                    + " of tasks of more than 0.2 ms, parked workers. To look costs a little itself.",
            "Exit status: 0 done, 1 a system failed or lost events, 2 the command line is wrong."
        })
public final class LatencyCommand implements Callable<Integer> {

    private static final double LATE_PERCENTILE = 99.9;
    private static final long LEAST_LATE_NANOS = 200_000;
    private static final long NANOS_PER_MICRO = 1_000;

    @Option(names = "--systems", split = ",", paramLabel = "NAME", description = "Default: all that take part")
    private List<String> systems = List.of();

    @Option(
            names = "--asked",
            description =
                    "Have a thread of the application ask a pipeline at that rate, and measure until the future of"
                            + " each answer is complete, in place of the exchange")
    private boolean asked;

    @Option(names = "--rate", split = ",", paramLabel = "N", description = "Events per second; default: 100000,500000")
    private List<Integer> rates = List.of(100_000, 500_000);

    @Option(names = "--seconds", paramLabel = "N", description = "How long to measure; default: 20")
    private int seconds = 20;

    @Option(names = "--warm-up", paramLabel = "N", description = "Seconds before that; default: 10")
    private int warmUp = 10;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "JVMs for each system and rate, in the order A B B A; default: 1")
    private int runs = 1;

    @Option(names = "--jvm-args", paramLabel = "FLAGS", description = "Of all forks; default: ${DEFAULT-VALUE}")
    private String jvmArgs = "-XX:+UseG1GC -Xms2g -Xmx2g -XX:MaxGCPauseMillis=5 -XX:+AlwaysPreTouch";

    @Option(names = "--why", description = "Tell what late events were late of")
    private boolean why;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a row for each fork")
    private Path csv;

    @Option(names = "--svg", paramLabel = "DIR", description = "Draw the percentiles for each rate")
    private Path svg;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    private LatencyCommand(PrintStream out) {
        this.out = out;
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
        return Cli.execute(new LatencyCommand(out), arguments, out, err);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Rival> rivals = check();
        if (svg != null) {
            Files.createDirectories(svg);
        }
        try (LatencyCsv log = csv == null ? null : LatencyCsv.create(csv)) {
            Machine.describe(Cli.words(jvmArgs), out);
            List<Latencies> all = new ArrayList<>();
            for (int rate : rates) {
                all.add(measure(rivals, rate, log));
            }
            for (Latencies latencies : all) {
                latencies.print(out);
                if (svg != null) {
                    latencies.draw(svg);
                }
            }
        }
        return 0;
    }

    private List<Rival> check() {
        Cli.check(runs > 0, spec, "--runs must be at least 1, but is " + runs);
        Cli.check(seconds > 0, spec, "--seconds must be at least 1, but is " + seconds);
        Cli.checkDirectoryOf(spec, "--csv", csv);
        Cli.check(warmUp >= 0, spec, "--warm-up must be at least 0, but is " + warmUp);
        Cli.check(rates.stream().allMatch(rate -> rate > 0), spec, "--rate must be at least 1, but is " + rates);
        List<Rival> rivals = Cli.valid(spec, this::rivals);
        rivals.forEach(rival ->
                Cli.check(takesPart(rival), spec, rival.name() + " takes no part in the comparison of latencies"));
        return rivals;
    }

    private boolean takesPart(Rival rival) {
        return asked ? rival.answers() : rival.paces();
    }

    private List<Rival> rivals() {
        return systems.isEmpty()
                ? Rivals.all().stream().filter(this::takesPart).toList()
                : systems.stream().distinct().map(Rivals::named).toList();
    }

    /** One after the other, and the other way round in every second run; the machine first where its figures are asked for. */
    private Latencies measure(List<Rival> rivals, int rate, LatencyCsv log) throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(rivals.stream().map(Rival::name).toList());
        order.add(why ? 0 : order.size(), MachineFloor.NAME);
        Latencies latencies = new Latencies(
                rate, asked ? "a question is due until it is answered" : "an event is due until it is seen", order);
        for (int run = 0; run < runs; run++) {
            for (String system : order) {
                Paced paced = fork(rivals, new Pace(system, rate, warmUp, seconds, asked, lateNanos(latencies)));
                out.println(system + ", " + rate + " events/s, run " + (run + 1) + " of " + runs + ": p99.9 "
                        + Math.round(Percentiles.micros(paced.nanos(), LATE_PERCENTILE)) + " us");
                paced.why().forEach(line -> out.println("  " + line));
                if (log != null) {
                    log.write(system, rate, run + 1, paced.nanos());
                }
                latencies.add(system, paced.nanos());
            }
            Collections.reverse(order);
        }
        return latencies;
    }

    /** What is later than the machine alone would have it but for one event in a thousand. */
    private long lateNanos(Latencies latencies) {
        if (!why) {
            return Pace.NEVER;
        }
        return latencies
                .micros(MachineFloor.NAME, LATE_PERCENTILE)
                .map(micros -> Math.max(LEAST_LATE_NANOS, (long) (micros.middle() * NANOS_PER_MICRO)))
                .orElse(LEAST_LATE_NANOS);
    }

    private Paced fork(List<Rival> rivals, Pace pace) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(Cli.words(jvmArgs));
        rivals.stream()
                .filter(rival -> rival.name().equals(pace.system()))
                .forEach(rival -> flags.addAll(rival.jvmArgs()));
        try {
            return Paced.of(PacedFork.of(flags, pace).run());
        } catch (ToolException e) {
            throw new ToolException(pace.system() + ", " + pace.rate() + " events/s: the JVM " + e.getMessage());
        }
    }
}
