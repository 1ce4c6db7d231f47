package io.millrace.systems.surge;

import static io.millrace.systems.common.ServerOptions.check;

import io.millrace.source.Sources;
import io.millrace.systems.common.Running;
import io.millrace.systems.common.ServerOptions;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the prices. */
@Command(
        name = "surge",
        sortOptions = false,
        description = {
            "Makes prices of rides of how many requests meet how many drivers, area by area, and shows them on a map; the rule"
                    + " by which they follow demand is changed while it runs.",
            ""
        })
public final class SurgeCommand implements Callable<Integer> {

    private static final long SEED = 1;
    private static final int RATE = 2_000;
    private static final double SPEED = 10;
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final double POSITIONS_PER_REQUEST = 1;
    private static final int DRIVERS_PER_REQUEST_A_SECOND = 10;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Requests a second by the clock, 0 for none but those that are posted; default: ${DEFAULT-VALUE}")
    private int rate = RATE;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "How much faster than the clock time goes in the city; default: ${DEFAULT-VALUE}")
    private double speed = SPEED;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public SurgeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        check(spec, rate >= 0, "--rate must not be negative, but is " + rate);
        check(spec, speed > 0, "--speed must be more than 0, but is " + speed);
        Optional<SurgeSystem.Generated> generated = rate == 0 ? Optional.empty() : Optional.of(generated());
        try (Running system = SurgeSystem.start(server.port(), generated, SILENCE)) {
            server.show(system.engine(), out);
            out.println("prices are made; see " + system.uri() + " until Ctrl-C");
            system.job().join();
        }
        return CommandLine.ExitCode.OK;
    }

    private SurgeSystem.Generated generated() {
        double requests = rate / speed;
        City city = new City(
                SEED, SystemClock.INSTANCE.millis(), (int) Math.max(1, DRIVERS_PER_REQUEST_A_SECOND * requests));
        return new SurgeSystem.Generated(
                Sources.generate(city.requests(requests)).rate((double) rate),
                Sources.generate(city.positions(requests * POSITIONS_PER_REQUEST))
                        .rate(rate * POSITIONS_PER_REQUEST));
    }
}
