package io.millrace.benchmarks.why;

import io.millrace.benchmarks.why.Cause.Kind;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What JDK Flight Recorder sees: pauses of collectors, all other stops of the JVM, long steps of tasks, parked threads. */
final class FlightCauses implements AutoCloseable {

    private static final Duration STEP = Duration.ofNanos(200_000);
    private static final Duration PARK = Duration.ofNanos(100_000);

    private static final Duration LONG_SLEEP = Duration.ofSeconds(1);

    private static final String COLLECTION = "jdk.GarbageCollection";
    private static final String PAUSE = "jdk.GCPhasePause";
    private static final String OPERATION = "jdk.ExecuteVMOperation";
    private static final String REACHING = "jdk.SafepointStateSynchronization";
    private static final String PARKED = "jdk.ThreadPark";
    private static final String SLOW_STEP = "io.millrace.SlowStep";

    private final Recording recording = new Recording();

    /** Says what {@link System#nanoTime} was at a time of the recorder's. */
    @Name("io.millrace.benchmarks.Anchor")
    @StackTrace(false)
    static final class Anchor extends Event {
        long nanos;
    }

    /** Begins to record. */
    FlightCauses() {
        for (String every : List.of(COLLECTION, PAUSE, OPERATION, REACHING)) {
            recording.enable(every).withoutThreshold().withoutStackTrace();
        }
        recording.enable(SLOW_STEP).withThreshold(STEP);
        recording.enable(PARKED).withThreshold(PARK).withoutStackTrace();
        recording.enable(Anchor.class);
        recording.start();
        Anchor anchor = new Anchor();
        anchor.nanos = SystemClock.INSTANCE.nanos();
        anchor.commit();
    }

    /** Ends, and tells what there was. */
    List<Cause> take() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("why", ".jfr");
        try {
            recording.dump(file);
            return causes(RecordingFile.readAllEvents(file));
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }

    private static List<Cause> causes(List<RecordedEvent> events) {
        Clock clock = Clock.of(events);
        Map<Long, String> collections = new HashMap<>();
        events.stream()
                .filter(event -> is(event, COLLECTION))
                .forEach(event -> collections.put(
                        event.getLong("gcId"), "pause " + event.getString("name") + ", " + event.getString("cause")));
        List<Cause> causes = new ArrayList<>();
        for (RecordedEvent event : events) {
            Kind kind = kind(event);
            if (kind != null) {
                causes.add(clock.cause(event, kind, name(event, kind, collections)));
            }
        }
        return causes;
    }

    private static Kind kind(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case PAUSE -> Kind.PAUSE;
            case REACHING -> Kind.STOP;
            case OPERATION -> event.getBoolean("safepoint") ? Kind.STOP : null;
            case SLOW_STEP -> Kind.STEP;
            case PARKED -> isOfAWorker(event) ? Kind.PARKED : null;
            default -> null;
        };
    }

    /** Who sleeps for long waits for something else than the next event. */
    private static boolean isOfAWorker(RecordedEvent parked) {
        return parked.getThread() != null
                && Threads.isWorker(parked.getThread().getJavaName())
                && parked.getDuration().compareTo(LONG_SLEEP) < 0;
    }

    private static String name(RecordedEvent event, Kind kind, Map<Long, String> collections) {
        return switch (kind) {
            case PAUSE -> collections.getOrDefault(event.getLong("gcId"), "pause of the collector");
            case STOP -> is(event, REACHING) ? "reaching a safepoint" : "safepoint " + event.getString("operation");
            case STEP -> "a step of '" + event.getString("task") + "'";
            case PARKED -> "a worker was parked";
            case NO_PROCESSOR -> "waiting for a processor";
        };
    }

    private static boolean is(RecordedEvent event, String type) {
        return event.getEventType().getName().equals(type);
    }

    /** From times of the recorder to nanoseconds of the JVM. */
    private record Clock(Instant instant, long nanos) {

        static Clock of(List<RecordedEvent> events) {
            RecordedEvent anchor = events.stream()
                    .filter(event -> is(event, "io.millrace.benchmarks.Anchor"))
                    .findFirst()
                    .orElseThrow();
            return new Clock(anchor.getStartTime(), anchor.getLong("nanos"));
        }

        Cause cause(RecordedEvent event, Kind kind, String name) {
            return new Cause(kind, name, at(event.getStartTime()), at(event.getEndTime()));
        }

        private long at(Instant time) {
            return nanos + Duration.between(instant, time).toNanos();
        }
    }
}
