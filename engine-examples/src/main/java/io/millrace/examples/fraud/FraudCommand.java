package io.millrace.examples.fraud;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line. */
@Command(
        name = "java -jar examples.jar",
        sortOptions = false,
        description = {
            "Raises fraud alerts over card transactions. Without --input it shows a scenario and a generated load.",
            ""
        },
        footer = {
            "",
            "HIGH_VALUE: an amount of more than 1000.",
            "HIGH_VELOCITY: more than 3 transactions of a user in a window of 5 minutes.",
            "MULTIPLE_COUNTRIES: more than one country in a user's session, which an hour of silence ends.",
            "",
            "Exit status: 0 done, 1 the job failed, 2 the command line is wrong or a file is missing, 143 stopped by"
                    + " SIGTERM, with a last snapshot if there are any."
        })
final class FraudCommand implements Callable<Integer> {

    private static final OptionSpec HELP = OptionSpec.builder("--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("Show this")
            .build();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Transactions: .csv with the header id,user,amount,country,time, or .jsonl with these names;"
                    + " a line each, times in ISO-8601 with a zone")
    private Path input;

    @Option(names = "--alerts", paramLabel = "FILE", description = "Write alerts as JSON lines rather than print them")
    private Path alerts;

    @Option(names = "--late", paramLabel = "FILE", description = "Write transactions too late for a rule as JSON lines")
    private Path late;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Write lines that cannot be read as JSON lines, with the reason, rather than fail")
    private Path rejects;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Tasks of each rule, 1 to 128; default: processors")
    private int parallelism = FraudOptions.defaultParallelism();

    @Option(
            names = "--out-of-orderness",
            paramLabel = "DURATION",
            description = "How far transactions may be behind the newest one; default: PT30S")
    private Duration outOfOrderness = FraudOptions.DEFAULT_OUT_OF_ORDERNESS;

    @Option(
            names = "--snapshots",
            paramLabel = "DIR",
            description =
                    "Take snapshots in a directory, and go on from the latest when started again: each alert is then"
                            + " in the file of --alerts once, visible with the next snapshot (likewise --late and --rejects);"
                            + " printed alerts come at least once")
    private Path snapshots;

    @Option(
            names = "--snapshot-interval",
            paramLabel = "DURATION",
            description = "From one snapshot to the next; default: PT10S")
    private Duration snapshotInterval;

    @Option(names = "--rate", paramLabel = "N", description = "Transactions per second at most; default: no limit")
    private Long rate;

    @Option(
            names = "--dashboard",
            description = "Show a job of generated transactions in the browser, until it is stopped; 2000 a second"
                    + " unless --rate says otherwise")
    private boolean dashboard;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    private FraudCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    static int execute(String[] arguments, PrintStream out, PrintStream err) {
        CommandLine commandLine = new CommandLine(new FraudCommand(out, err));
        commandLine.getCommandSpec().addOption(HELP);
        return commandLine
                .registerConverter(Duration.class, FraudCommand::duration)
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, unused) -> {
                    err.println(e.getMessage() + " (--help tells more)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, unused, alsoUnused) -> {
                    err.println(Failures.line(e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        check(rate == null || rate > 0, "--rate must be at least 1, but is " + rate);
        check(snapshots != null || snapshotInterval == null, "--snapshot-interval needs --snapshots");
        check(!dashboard || input == null, "--dashboard shows generated transactions, and takes no --input");
        FraudOptions options = options();
        String fault = OptionsCheck.fault(options);
        check(fault == null, fault);
        fault = EarlierRun.fault(options);
        check(fault == null, fault);
        if (dashboard) {
            new DashboardRun(options, out).run();
        } else if (input == null) {
            new Demonstration(options, out, err).run();
        } else {
            new FileRun(options, out, err).run();
        }
        return CommandLine.ExitCode.OK;
    }

    private FraudOptions options() {
        Duration interval = snapshotInterval == null ? SnapshotOptions.DEFAULT_INTERVAL : snapshotInterval;
        return new FraudOptions(
                input,
                alerts,
                late,
                rejects,
                parallelism,
                outOfOrderness,
                rate == null ? 0 : rate,
                snapshots == null ? null : new SnapshotOptions(snapshots, interval));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a duration such as PT30S");
        }
    }

    private void check(boolean condition, String fault) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), fault);
        }
    }
}
