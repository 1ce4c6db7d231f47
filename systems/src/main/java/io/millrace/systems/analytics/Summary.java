package io.millrace.systems.analytics;

import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.systems.common.Client;
import io.millrace.systems.common.Failures;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What has become of all hits that came: by what was written, not by what was meant to be. */
final class Summary {

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double MEGABYTE = 1e6;

    private final Path data;
    private final Website website;
    private final PrintStream out;

    Summary(Path data, Website website, PrintStream out) {
        this.data = data;
        this.website = website;
        this.out = out;
    }

    /** Waits until the job has ended. Returns whether no hit is missing. */
    boolean print(AnalyticsSystem system) {
        Served served = Served.by(system.uri());
        system.job().join();
        double seconds = (SystemClock.INSTANCE.millis() - website.begin()) / MILLIS_PER_SECOND;
        long counted = counted();
        Progress behind = system.furthestBehind();
        out.printf(
                Locale.ROOT,
                "%,d hits were to come, %,.0f a second; %s worked off %.1f s after the first had come, %,.0f a second%n",
                website.count(),
                website.rate(),
                counted == website.count() ? "all were" : String.format(Locale.ROOT, "%,d were", counted),
                seconds,
                counted / seconds);
        out.printf(
                Locale.ROOT,
                "furthest behind by %.1f s, when %,d hits waited at the source%n",
                behind.behindMillis() / MILLIS_PER_SECOND,
                behind.waiting());
        served.print(out);
        print(system.job().metrics().snapshots());
        return printMissing(counted, Archived.in(data.resolve(AnalyticsSystem.ARCHIVE_DIRECTORY)));
    }

    private void print(SnapshotMetrics snapshots) {
        double complete = Math.max(1, snapshots.completed());
        out.printf(
                Locale.ROOT,
                "snapshots: %,d, each %.2f s and %.1f MB; failed: %,d%n",
                snapshots.completed(),
                snapshots.took().toMillis() / MILLIS_PER_SECOND / complete,
                snapshots.bytes() / MEGABYTE / complete,
                snapshots.failed());
    }

    private boolean printMissing(long counted, Archived archived) {
        boolean complete = counted == website.count() && archived.rows() == website.count();
        out.printf(
                Locale.ROOT,
                "counted %,d, archived %,d in %,d files of %,.1f MB: %s%n",
                counted,
                archived.rows(),
                archived.files(),
                archived.bytes() / MEGABYTE,
                complete ? "nothing is lost" : "NOT WHAT WAS TO COME");
        return complete;
    }

    private long counted() {
        Path file = data.resolve(AnalyticsSystem.SECONDS_FILE);
        try (Stream<String> seconds = Files.lines(file)) {
            return seconds.mapToLong(each ->
                            Client.JSON.readValue(each, Period.class).of().hits())
                    .sum();
        } catch (IOException e) {
            throw Failures.of("read", file, e);
        }
    }
}
