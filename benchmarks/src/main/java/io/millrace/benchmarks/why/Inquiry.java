package io.millrace.benchmarks.why;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks why events are late while a run goes on in this JVM, which costs it a little. */
public final class Inquiry implements AutoCloseable {

    private final FlightCauses flight = new FlightCauses();
    private final ProcessorWaits waits = new ProcessorWaits();
    private final long start = SystemClock.INSTANCE.nanos();

    private Inquiry(long lateNanos) {
        Delays.noteFrom(lateNanos);
    }

    /**
     * Begins.
     *
     * @param lateNanos from how much on an event is late
     * @return to be asked when the run is over
     */
    public static Inquiry begin(long lateNanos) {
        return new Inquiry(lateNanos);
    }

    /**
     * Ends.
     *
     * @return what late time went to, and the worst spells, for people
     * @throws IOException if what was recorded cannot be read
     * @throws InterruptedException if this thread is interrupted
     */
    public List<String> end() throws IOException, InterruptedException {
        Delays.noteFrom(Long.MAX_VALUE);
        List<Cause> causes = new ArrayList<>(waits.take());
        causes.addAll(flight.take());
        return new WhyReport(start, Delays.takeSpells(), causes).lines();
    }

    @Override
    public void close() {
        waits.close();
        flight.close();
    }
}
