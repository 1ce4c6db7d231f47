package io.millrace.systems.views;

import static io.millrace.systems.common.ServerOptions.check;

import io.millrace.metrics.JobMetrics;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.systems.common.Running;
import io.millrace.systems.common.ServerOptions;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the views. */
@Command(
        name = "views",
        sortOptions = false,
        description = {
            "Counts plays per title and minute, and shows the top titles, those that rise, and what late plays correct, on a"
                    + " live page.",
            ""
        })
public final class ViewsCommand implements Callable<Integer> {

    private static final long SEED = 1;
    private static final int RATE = 20_000;
    private static final int TITLES = 20_000;
    private static final double SPEED = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Plays a second by the clock, 0 for none but those that are posted; default: ${DEFAULT-VALUE}")
    private int rate = RATE;

    @Option(names = "--titles", paramLabel = "N", description = "How many titles there are; default: ${DEFAULT-VALUE}")
    private int titles = TITLES;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description =
                    "How much faster than the clock the time of plays goes; default: ${DEFAULT-VALUE}, so that a minute takes 6 s")
    private double speed = SPEED;

    @Option(names = "--parallelism", paramLabel = "N", description = "Tasks; default: ${DEFAULT-VALUE}")
    private int parallelism = 1;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Print what was counted after so long, and end; default: run until Ctrl-C")
    private Integer seconds;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public ViewsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        check(spec, rate >= 0, "--rate must not be negative, but is " + rate);
        check(spec, titles > 0, "--titles must be at least 1, but is " + titles);
        check(spec, speed > 0, "--speed must be more than 0, but is " + speed);
        check(spec, parallelism > 0, "--parallelism must be at least 1, but is " + parallelism);
        check(spec, seconds == null || seconds > 0, "--seconds must be at least 1, but is " + seconds);
        try (Running system = ViewsSystem.start(server.port(), Optional.ofNullable(generated()), parallelism)) {
            server.show(system.engine(), out);
            out.println("plays are counted; see " + system.uri() + (seconds == null ? " until Ctrl-C" : ""));
            if (seconds == null) {
                system.job().join();
            } else {
                measure(system, Duration.ofSeconds(seconds));
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private Source<Play> generated() {
        if (rate == 0) {
            return null;
        }
        PlayGenerator generator = new PlayGenerator(SEED, titles, SystemClock.INSTANCE.millis(), rate / speed);
        return Sources.generate(generator).rate((double) rate);
    }

    private void measure(Running system, Duration duration) {
        long start = SystemClock.INSTANCE.nanos();
        boolean unused = system.job().join(duration);
        JobMetrics metrics = system.job().metrics();
        double elapsed = (SystemClock.INSTANCE.nanos() - start) / NANOS_PER_SECOND;
        long plays = metrics.eventsIn(ViewsSystem.POSTED) + metrics.eventsIn(ViewsSystem.GENERATED);
        out.printf(
                Locale.ROOT,
                "%,d plays counted in %.1f s, %,.0f a second; too late to count: %,d%n",
                plays,
                elapsed,
                plays / elapsed,
                metrics.late());
    }
}
