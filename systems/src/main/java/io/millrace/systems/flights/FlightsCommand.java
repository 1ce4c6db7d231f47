package io.millrace.systems.flights;

import io.millrace.Engine;
import io.millrace.files.FileSource;
import io.millrace.systems.common.DataFolder;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the flights. */
@Command(
        name = "flights",
        sortOptions = false,
        description = {
            "Runs one pipeline over files of flights, and over the same flights as they are told one by one, out of order:"
                    + " the results are equal.",
            ""
        })
public final class FlightsCommand implements Callable<Integer> {

    private static final long SEED = 1;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int SHOWN = 5;
    private static final long ENOUGH_FLIGHTS = 300;
    private static final double PERCENT = 100;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "A directory of CSV files, or a Parquet file, with the columns date, delay, distance, origin,"
                    + " destination; default: 20,000 flights of 2001 that come with the program")
    private Path input;

    @Option(names = "--parallelism", paramLabel = "N", description = "Tasks; default: ${DEFAULT-VALUE}")
    private int parallelism = 2;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    /**
     * For the main program.
     *
     * @param out where it prints
     */
    public FlightsCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        check(parallelism > 0, "--parallelism must be at least 1, but is " + parallelism);
        check(input == null || Files.exists(input), "--input " + input + ": there is no such file or directory");
        try (DataFolder data = DataFolder.open(Optional.empty());
                Engine engine = Engine.create()) {
            FileSource<Flight> files = input == null ? FlightFiles.bundled(data.path()) : FlightFiles.of(input);
            return run(new Runs(engine, parallelism), files);
        }
    }

    private int run(Runs runs, FileSource<Flight> files) {
        List<AirportDay> batch = timed("files, as fast as they can be read", () -> runs.batch(files));
        List<Flight> flights = Runs.inTheOrderOfArrival(runs.read(files), SEED);
        out.printf(
                Locale.ROOT,
                "%,d flights, of which %,d are told behind a later one%n",
                flights.size(),
                Runs.outOfOrder(flights));
        List<AirportDay> live = timed("live, one by one", () -> runs.live(flights));
        boolean equal = live.equals(batch);
        out.println(equal ? "the results are equal" : "THE RESULTS DIFFER");
        printMostDelayed(batch);
        return equal ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<AirportDay> timed(String what, Supplier<List<AirportDay>> run) {
        long start = SystemClock.INSTANCE.nanos();
        List<AirportDay> days = run.get();
        double seconds = (SystemClock.INSTANCE.nanos() - start) / NANOS_PER_SECOND;
        long flights = days.stream().mapToLong(AirportDay::flights).sum();
        out.printf(
                Locale.ROOT,
                "%s: %,d airport days of %,d flights in %.2f s, %,.0f flights/s%n",
                what,
                days.size(),
                flights,
                seconds,
                flights / seconds);
        return days;
    }

    private void printMostDelayed(List<AirportDay> days) {
        Map<String, long[]> byAirport = new TreeMap<>();
        for (AirportDay day : days) {
            long[] sums = byAirport.computeIfAbsent(day.airport(), airport -> new long[2]);
            sums[0] += day.flights();
            sums[1] += day.delayed();
        }
        out.println("airports with the most delays, of those with " + ENOUGH_FLIGHTS + " flights or more:");
        byAirport.entrySet().stream()
                .filter(each -> each.getValue()[0] >= ENOUGH_FLIGHTS)
                .sorted(Comparator.comparingDouble(each -> -share(each.getValue())))
                .limit(SHOWN)
                .forEach(each -> out.printf(
                        Locale.ROOT,
                        "  %s %.1f %% of %,d%n",
                        each.getKey(),
                        PERCENT * share(each.getValue()),
                        each.getValue()[0]));
    }

    private static double share(long[] flightsAndDelayed) {
        return (double) flightsAndDelayed[1] / flightsAndDelayed[0];
    }

    private void check(boolean condition, String fault) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), fault);
        }
    }
}
