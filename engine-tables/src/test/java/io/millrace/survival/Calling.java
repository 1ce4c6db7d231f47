package io.millrace.survival;

import io.millrace.AsyncStream;
import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Lookup;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Has a service answer events: at once, after a while, with a failure now and then, or never. There is the same result of an
 * event whatever it does.
 */
final class Calling {

    private static final Duration PATIENCE = Duration.ofMillis(30);

    private final Executor others;
    private final String step;
    private final int inFlight;
    private final int retries;
    private final boolean unordered;
    private final int verb;
    private int calls;

    Calling(SplittableRandom random, Executor others, String step) {
        this.others = others;
        this.step = step;
        inFlight = 1 + random.nextInt(6);
        retries = random.nextInt(3);
        unordered = random.nextInt(3) == 0;
        verb = random.nextInt(3);
    }

    boolean isOrdered() {
        return !unordered;
    }

    EventStream<Event> of(KeyedStream<?, Event> events) {
        return asked(
                verb == 0
                        ? events.mapBlocking("calling-" + step, this::blocking)
                        : events.mapAsync("calling-" + step, this::call));
    }

    EventStream<Event> of(EventStream<Event> events) {
        return switch (verb) {
            case 0 -> asked(events.mapBlocking("calling-" + step, this::blocking));
            case 1 -> asked(events.mapAsync("calling-" + step, this::call));
            default -> lookedUp(events.lookup(Event::seq, this::load).inFlight(inFlight));
        };
    }

    private EventStream<Event> asked(AsyncStream<Event, Event> events) {
        events.inFlight(inFlight)
                .timeout(PATIENCE)
                .retry(retries, Duration.ofMillis(retries))
                .orElseGet((event, error) -> event.via(step));
        return unordered ? events.unordered() : events;
    }

    private EventStream<Event> lookedUp(Lookup<Event, Integer, Integer> lookup) {
        Lookup<Event, Integer, Integer> how = retries == 0 ? lookup : lookup.cache(retries, PATIENCE);
        return (unordered ? how.unordered() : how).inner("calling-" + step, (event, seq) -> event.via(step));
    }

    private CompletionStage<Event> call(Event event) {
        int call = calls++;
        if (call % 11 == 10) {
            throw new IllegalStateException("not connected");
        }
        CompletableFuture<Event> answer = new CompletableFuture<>();
        if (call % 5 == 4) {
            answer.complete(event.via(step));
        } else if (call % 7 == 6) {
            others.execute(() -> answer.completeExceptionally(new IllegalStateException("overloaded")));
        } else if (call % 13 != 12) {
            others.execute(() -> answer.complete(event.via(step)));
        }
        return answer;
    }

    private Event blocking(Event event) {
        if (calls++ % 7 == 6) {
            throw new IllegalStateException("overloaded");
        }
        return event.via(step);
    }

    private CompletionStage<Integer> load(int seq) {
        return CompletableFuture.supplyAsync(() -> seq, others);
    }
}
