package io.millrace.benchmarks.tool;

import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What others have of the processors while something is measured: all the time that processors work, or that the hypervisor keeps
 * them, less that of this process. Not thread-safe.
 */
public final class Others {

    /** What is measured beside others that have more is a measurement of these. */
    public static final double BUSY = 0.1;

    private static final Path STAT = Path.of("/proc/stat");
    private static final long NANOS_PER_TICK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FIRST_TIME = 1;
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int STOLEN = 8;

    private final LongSupplier all;
    private final LongSupplier own;
    private final Clock clock;
    private final int processors;
    private long busyAtBegin;
    private long begin;

    /**
     * Makes a meter.
     *
     * @param all nanoseconds that the processors have worked together, whoever for
     * @param own nanoseconds that they have worked for this process
     * @param clock for how long it is measured
     * @param processors how many there are
     */
    Others(LongSupplier all, LongSupplier own, Clock clock, int processors) {
        this.all = all;
        this.own = own;
        this.clock = clock;
        this.processors = processors;
    }

    /**
     * Those on this machine.
     *
     * @return a meter; where the machine does not tell, nobody has anything
     */
    public static Others onThisMachine() {
        LongSupplier own = Others::ownNanos;
        LongSupplier all = Files.isReadable(STAT) ? () -> workedNanos(statOfAll()) : own;
        return new Others(all, own, SystemClock.INSTANCE, Runtime.getRuntime().availableProcessors());
    }

    /** What is measured begins. */
    public void begin() {
        begin = clock.nanos();
        busyAtBegin = all.getAsLong() - own.getAsLong();
    }

    /**
     * What others had since it began.
     *
     * @return from 0 to 1, of all processors
     */
    public double share() {
        double possible = (double) Math.max(1, clock.nanos() - begin) * processors;
        return Math.min(1, Math.max(0, all.getAsLong() - own.getAsLong() - busyAtBegin) / possible);
    }

    private static long ownNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static String statOfAll() {
        try (Stream<String> lines = Files.lines(STAT)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the first line of that file: all times but those in which a processor had nothing to do; those of guests are among them. */
    static long workedNanos(String line) {
        String[] words = line.trim().split(" +", -1);
        long ticks = 0;
        for (int word = FIRST_TIME; word <= STOLEN && word < words.length; word++) {
            if (word != IDLE && word != WAITING) {
                ticks += Long.parseLong(words[word]);
            }
        }
        return ticks * NANOS_PER_TICK;
    }
}
