package io.millrace.dashboard;

import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.state.log.SafeText;
import io.millrace.time.Clock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What has become of a job, as it is told: its latest states, restarts and snapshots. Thread-safe. */
final class Story implements JobListener {

    private static final int SNAPSHOTS = 120;
    private static final int EVENTS = 60;
    private static final int LONGEST_TRACE = 8_000;

    private final Clock clock;
    private final Deque<ObjectNode> snapshots = new ArrayDeque<>();
    private final Deque<ObjectNode> events = new ArrayDeque<>();

    Story(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void onState(JobState state) {
        add(events, EVENTS, event("state").put("state", state.name()));
    }

    @Override
    public synchronized void onRestart(Throwable failure, Duration delay) {
        add(
                events,
                EVENTS,
                event("restart")
                        .put("error", SafeText.message(failure))
                        .put("trace", trace(failure))
                        .put("delayMillis", Json.millis(delay)));
    }

    @Override
    public synchronized void onSnapshotComplete(SnapshotInfo snapshot) {
        add(snapshots, SNAPSHOTS, Snapshot.json(snapshot));
    }

    @Override
    public synchronized void onSnapshotFailed(long snapshot, String reason) {
        add(snapshots, SNAPSHOTS, event("failed").put("id", snapshot).put("error", reason));
    }

    private ObjectNode event(String kind) {
        return Json.object().put("kind", kind).put("time", clock.millis());
    }

    private static void add(Deque<ObjectNode> latest, int most, ObjectNode event) {
        if (latest.size() == most) {
            latest.removeFirst();
        }
        latest.addLast(event);
    }

    /** Whoever has written the exception may have it throw when it is looked at. */
    private static String trace(Throwable failure) {
        try {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.getBuffer()
                    .substring(0, Math.min(LONGEST_TRACE, text.getBuffer().length()));
        } catch (RuntimeException | StackOverflowError e) {
            return SafeText.of(failure);
        }
    }

    synchronized ObjectNode json() {
        ObjectNode json = Json.object();
        ArrayNode told = json.putArray("events");
        events.forEach(told::add);
        ArrayNode taken = json.putArray("snapshots");
        snapshots.forEach(taken::add);
        return json;
    }
}
