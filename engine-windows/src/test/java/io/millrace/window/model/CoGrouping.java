package io.millrace.window.model;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.operator.Aggregate;
import io.millrace.window.CoResults;
import io.millrace.window.CoWindowed;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How many streams the windows of a random pipeline are of, and which of them an event comes by. What several make together
 * is a text of what the aggregate makes of each.
 *
 * @param streams how many there are
 */
record CoGrouping(int streams) {

    static final CoGrouping NONE = new CoGrouping(1);

    static CoGrouping random(SplittableRandom random) {
        return new CoGrouping(2 + random.nextInt(3));
    }

    boolean isNone() {
        return streams == 1;
    }

    int streamOf(Event event) {
        return (int) (event.value() * 7 % 5 % streams);
    }

    /** The events of one of the streams. */
    EventStream<Event> ofStream(EventStream<Event> events, int stream) {
        return isNone() ? events : events.filter(event -> streamOf(event) == stream);
    }

    /** What one stream, or all of them together, make of the events of a window. */
    Function<List<Event>, Object> of(AggregateKind aggregate) {
        return isNone() ? aggregate.of() : events -> text(aggregate, events);
    }

    private String text(AggregateKind aggregate, List<Event> events) {
        Object[] results = IntStream.range(0, streams)
                .mapToObj(stream -> events.stream()
                        .filter(event -> streamOf(event) == stream)
                        .toList())
                .map(ofStream -> ofStream.isEmpty()
                        ? ofNone(aggregate.aggregate())
                        : aggregate.of().apply(ofStream))
                .toArray();
        return Arrays.toString(results);
    }

    private static <A> Object ofNone(Aggregate<Event, A, Object> aggregate) {
        try {
            return aggregate.result(aggregate.create());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Late events are added to the streams given, one for each stream of events. */
    EventStream<WindowResult<String, Object>> results(
            List<KeyedStream<String, Event>> events,
            WindowedStream<String, Event> first,
            Aggregate<Event, ?, Object> one,
            Emit<Object> emit,
            List<EventStream<Event>> late) {
        CoWindowed<String, Event, Event> two = first.coGroup(events.get(1));
        CoResults<String, Event, Event, Object> results = switch (streams) {
            case 2 -> two.aggregate(RandomPipeline.NAME, one, one, (a, b) -> text(a, b), emit);
            case 3 ->
                two.and(events.get(2)).aggregate(RandomPipeline.NAME, one, one, one, (a, b, c) -> text(a, b, c), emit);
            default ->
                two.and(events.get(2))
                        .and(events.get(3))
                        .aggregate(RandomPipeline.NAME, one, one, one, one, (a, b, c, d) -> text(a, b, c, d), emit);
        };
        late.add(results.lateLeft());
        late.add(results.lateRight());
        if (results instanceof CoResults.OfThree<String, Event, Event, ?, Object> three) {
            late.add(three.lateThird().map(Event.class::cast));
        }
        if (results instanceof CoResults.OfFour<String, Event, Event, ?, ?, Object> four) {
            late.add(four.lateFourth().map(Event.class::cast));
        }
        return results;
    }

    private static Object text(Object... results) {
        return Arrays.toString(results);
    }

    /** Where late events go, by stream. */
    List<String> late() {
        return isNone()
                ? List.of("late")
                : new ArrayList<>(List.of("late left", "late right", "late third", "late fourth")).subList(0, streams);
    }

    @Override
    public String toString() {
        return isNone() ? "" : " co-grouped with " + (streams - 1) + " more";
    }
}
