package io.millrace.systems;

import io.millrace.systems.analytics.AnalyticsCommand;
import io.millrace.systems.common.Failures;
import io.millrace.systems.feed.FeedCommand;
import io.millrace.systems.flights.FlightsCommand;
import io.millrace.systems.payments.PaymentsCommand;
import io.millrace.systems.surge.SurgeCommand;
import io.millrace.systems.views.ViewsCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The programs of this module; {@code --help} tells which there are. */
@Command(
        name = "java -jar systems.jar",
        sortOptions = false,
        synopsisSubcommandLabel = "SYSTEM",
        commandListHeading = "%nSystems, each of which tells more with --help:%n",
        description = "Whole systems on Millrace. Each runs until Ctrl-C, and needs nothing else.",
        footer = {"", "Exit status: 0 done, 1 something failed, 2 the command line is wrong, 143 stopped by SIGTERM."})
public final class Systems implements Runnable {

    @Spec
    private CommandSpec spec;

    private Systems() {}

    /**
     * Runs one of the programs, and exits with 0 when all went well, 1 when something failed, and 2 when the command line is wrong.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        CommandLine commandLine = new CommandLine(new Systems())
                .addSubcommand(new PaymentsCommand(out))
                .addSubcommand(new FlightsCommand(out))
                .addSubcommand(new ViewsCommand(out))
                .addSubcommand(new SurgeCommand(out))
                .addSubcommand(new FeedCommand(out))
                .addSubcommand(new AnalyticsCommand(out));
        addHelp(commandLine);
        commandLine.getSubcommands().values().forEach(Systems::addHelp);
        return commandLine
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

    private static void addHelp(CommandLine commandLine) {
        commandLine
                .getCommandSpec()
                .addOption(OptionSpec.builder("--help")
                        .type(boolean.class)
                        .arity("0")
                        .usageHelp(true)
                        .description("Show this")
                        .build());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which system: " + String.join(", ", names()));
    }

    private Iterable<String> names() {
        return spec.commandLine().getSubcommands().keySet();
    }
}
