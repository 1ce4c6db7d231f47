package io.millrace.runtime;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Passes rows on and checks what the engine owes an operator: the order of calls, resumption with the same arguments,
 * watermarks that rise and do not overtake rows, barriers where the source had them. Pauses at random.
 */
final class ProbeOperator implements Operator<Event, Event> {

    private final SplittableRandom random;
    private final ToLongFunction<Event> barriersBefore;
    private OperatorContext context;
    private String interrupted;
    private int row;
    private long watermark = EventTime.NONE;
    private final TreeSet<Long> asked = new TreeSet<>();
    private long newestSnapshot;
    private long barriers;
    private boolean behindBarriers;
    private boolean ended;
    private int closed;

    /** @param barriersBefore how many barriers came before an event, negative when that is not known */
    ProbeOperator(SplittableRandom random, ToLongFunction<Event> barriersBefore) {
        this.random = random;
        this.barriersBefore = barriersBefore;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        check(context == null, "opened twice");
        context = operatorContext;
        askToWake();
    }

    @Override
    public boolean process(int input, Batch<Event> batch, Output<Event> out) {
        begin("process " + input + " " + System.identityHashCode(batch) + " " + batch.size());
        check(!ended, "rows after the end of data");
        for (; row < batch.size(); row++) {
            if (!out.hasRoom() || random.nextInt(64) == 0) {
                return false;
            }
            Event event = batch.value(row);
            checkRow(input, event, batch.timestamp(row));
            out.emit(event, batch.timestamp(row));
        }
        row = 0;
        if (random.nextInt(8) == 0) {
            askToWake();
        }
        return done();
    }

    private void checkRow(int input, Event event, long timestamp) {
        check(event.timestamp() == timestamp, "a timestamp got lost: " + event + " at " + timestamp);
        check(timestamp > watermark, event + " came behind the watermark " + watermark);
        check(input == 0 || event.path().endsWith("R"), event + " came by input " + input);
        check(!event.path().endsWith("R") || input == 1, event + " came by input " + input);
        checkBarriers(event);
    }

    private void checkBarriers(Event event) {
        long before = barriersBefore.applyAsLong(event);
        if (before >= 0) {
            check(before == barriers, event + ", behind " + before + " barriers, came behind " + barriers);
            behindBarriers |= before > 0;
        }
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Event> out) {
        begin("barrier " + snapshot);
        check(snapshot > newestSnapshot, "snapshot " + snapshot + " came behind " + newestSnapshot);
        if (random.nextInt(4) == 0) {
            return false;
        }
        newestSnapshot = snapshot;
        barriers++;
        return done();
    }

    @Override
    public boolean onIdle(Output<Event> out) {
        begin("idle");
        check(!ended, "idle after the end of data");
        return random.nextInt(4) > 0 && done();
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<Event> out) {
        begin("watermark " + newWatermark);
        check(newWatermark >= watermark, "watermark went back from " + watermark + " to " + newWatermark);
        check(!ended, "watermark after the end of data");
        watermark = newWatermark;
        return random.nextInt(4) > 0 && done();
    }

    @Override
    public boolean onProcessingTime(long now, Output<Event> out) {
        begin("time " + now);
        check(!asked.isEmpty() && asked.first() <= now, "woken at " + now + " rather than at one of " + asked);
        if (random.nextBoolean()) {
            return false;
        }
        // A later time that was asked for when an earlier one had come already is one of its own.
        asked.headSet(now, true).clear();
        return done();
    }

    @Override
    public boolean onEndOfData(Output<Event> out) {
        begin("end");
        check(!ended, "ended twice");
        if (random.nextBoolean()) {
            return false;
        }
        ended = true;
        return done();
    }

    @Override
    public void close() {
        closed++;
    }

    private void askToWake() {
        long time = context.processingTime() + random.nextInt(3);
        asked.add(time);
        context.wakeAtMillis(time);
    }

    private void begin(String call) {
        check(closed == 0, call + " after close");
        check(interrupted == null || interrupted.equals(call), call + " in the midst of " + interrupted);
        interrupted = call;
    }

    private boolean done() {
        interrupted = null;
        return true;
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError(problem);
        }
    }

    boolean isClosedOnce() {
        return closed == 1;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether a row is known to have come behind a barrier. */
    boolean hasRowsBehindBarriers() {
        return behindBarriers;
    }

    long watermark() {
        return watermark;
    }
}
