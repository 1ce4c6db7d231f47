package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Looks at whether event time is for a key what it has to be, whatever has happened: the watermark does not go back, is
 * behind the events, makes timers due that are set by it, and decides what has expired. Tells of each event what was wrong
 * then; that is nothing.
 */
final class Watching extends KeyedProcess<Integer, Event, Event> {

    private static final long NOTHING = 0;
    private static final long WENT_BACK = -1;
    private static final long BEHIND = -2;
    private static final long TIMER_MISSED = -4;
    private static final long TIMER_EARLY = -8;
    private static final long EXPIRED = -16;
    private static final long NOT_EXPIRED = -32;
    private static final long TTL = 7;
    private static final long WAIT = 5;

    private final Mishaps mishaps;
    private final String step;
    private final ValueState<Long> reached = value("reached", Long.class);
    private final ValueState<Long> expiry = value("expiry", Long.class);
    private final ValueState<Long> due = value("due", Long.class);
    private final ValueState<Long> wrong = value("wrong", Long.class);
    private final ValueState<Long> shortly =
            value(ValueSpec.of("shortly", Long.class).ttl(Ttl.eventTime(Duration.ofMillis(TTL))));
    private final Timer timer = eventTimer("timer", this::onTimer);

    Watching(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        this.step = step;
    }

    @Override
    protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
        long watermark = look(context);
        blame(watermark >= event.time(), BEHIND);
        blame(due.getOr(Long.MAX_VALUE) <= watermark, TIMER_MISSED);
        boolean lives = expiry.getOr(Long.MIN_VALUE) > watermark;
        blame(lives && shortly.get() == null, EXPIRED);
        blame(!lives && shortly.get() != null, NOT_EXPIRED);
        if (event.seq() % 3 > 0) {
            long expires = Math.max(watermark, event.time()) + TTL;
            shortly.set(expires);
            mishaps.at(Hook.PROCESS);
            expiry.set(Math.max(expires, expiry.getOr(expires)));
        } else {
            long next = (watermark == Long.MIN_VALUE ? event.time() : watermark) + WAIT;
            timer.set(Instant.ofEpochMilli(next));
            mishaps.at(Hook.PROCESS);
            due.set(next);
        }
        out.emit(event.with(event.lane() + step, wrong.getOr(NOTHING)));
    }

    private void onTimer(KeyedContext<Integer> context, Emitter<Event> out) {
        long time = context.timestamp().toEpochMilli();
        blame(look(context) < time || due.getOr(Long.MAX_VALUE) != time, TIMER_EARLY);
        mishaps.at(Hook.EVENT_TIMER);
        due.clear();
    }

    /** Returns the watermark. */
    private long look(KeyedContext<?> context) {
        Instant told = context.watermark();
        long watermark = told.equals(Instant.MIN)
                ? Long.MIN_VALUE
                : told.equals(Instant.MAX) ? Long.MAX_VALUE : told.toEpochMilli();
        blame(watermark < reached.getOr(Long.MIN_VALUE), WENT_BACK);
        reached.set(watermark);
        return watermark;
    }

    private void blame(boolean isWrong, long what) {
        if (isWrong) {
            wrong.set(wrong.getOr(NOTHING) + what);
        }
    }

    /** Nothing is wrong. */
    static List<Event> naive(List<Event> events, String step) {
        return events.stream()
                .map(event -> event.with(event.lane() + step, NOTHING))
                .toList();
    }
}
