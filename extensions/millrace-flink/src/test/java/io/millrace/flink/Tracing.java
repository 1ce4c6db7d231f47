package io.millrace.flink;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.operator.AggregateSpec;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Does with states of every kind, some of which expire or change in place, what the number of an event draws, and tells what it sees. */
final class Tracing extends KeyedProcess<String, Event, String> {

    private static final Type<List<Long>> BOX = new Type<>() {};

    /** Keys of maps that are far apart by their hashes. */
    private static final long APART = 7919;

    private final ValueState<Long> number = value("number", Long.class);
    private final ValueState<List<Long>> box = value(new ValueSpec<>("box", BOX));
    private final ValueState<String> passing =
            value(ValueSpec.of("passing", String.class).ttl(Ttl.eventTime(ofSeconds(2))));
    private final ListState<String> texts = list("texts", String.class);
    private final ListState<List<Long>> boxes = list(new ListSpec<>("boxes", BOX));
    private final ListState<Long> recent = list(
            ListSpec.of("recent", Long.class).ttl(Ttl.eventTime(ofMillis(1_500)).refreshedOnRead()));
    private final MapState<Long, String> names = map("names", Long.class, String.class);
    private final MapState<String, List<Long>> shelves = map(new MapSpec<>("shelves", Type.of(String.class), BOX));
    private final MapState<Long, Long> counts =
            map(MapSpec.of("counts", Long.class, Long.class).ttl(Ttl.eventTime(ofMillis(2_500))));
    private final AggregatingState<Event, Long> sum =
            aggregating(AggregateSpec.of("sum", Aggregates.sumLong(Event::value)));
    private final Timer later = eventTimer("later", this::onLater);

    @Override
    protected void process(Event event, KeyedContext<String> context, Emitter<String> out) {
        SplittableRandom random = new SplittableRandom(event.seq());
        StringBuilder trace = new StringBuilder(event.key() + " " + event.seq());
        for (int step = 0; step < 4; step++) {
            trace.append(' ').append(step(event, random));
        }
        sum.add(event);
        later.set(event.time().plusMillis(random.nextInt(3_000)));
        out.emit(trace.toString());
    }

    private void onLater(KeyedContext<String> context, Emitter<String> out) {
        out.emit(context.key() + " later " + sum.get() + " " + passing.get() + counts.size() + recent.elements()
                + all(names) + all(shelves) + texts.elements());
        if (number.getOr(0L) % 5 == 0) {
            names.clear();
            texts.clear();
        }
    }

    private String step(Event event, SplittableRandom random) {
        long some = random.nextInt(12);
        return switch (random.nextInt(14)) {
            case 0 -> {
                number.set(some);
                yield "" + number.get();
            }
            case 1 -> {
                passing.set("p" + event.seq());
                yield passing.get() + passing.getOr("");
            }
            case 2 -> {
                String before = passing.get();
                passing.clear();
                yield before + passing.get();
            }
            case 3 -> {
                if (box.get() == null) {
                    box.set(new ArrayList<>());
                }
                box.get().add(some);
                yield box.get().toString();
            }
            case 4 -> {
                texts.add("t" + event.seq());
                texts.removeIf(text -> text.endsWith("" + some));
                yield texts.elements().toString();
            }
            case 5 -> {
                boxes.add(new ArrayList<>(List.of(some)));
                boxes.elements().get(boxes.size() / 2).add(event.seq());
                yield boxes.elements().toString();
            }
            case 6 -> {
                recent.add(some);
                yield recent.elements().toString();
            }
            case 7 -> "" + recent.size() + recent.isEmpty() + texts.size();
            case 8, 9 -> {
                names.put(some * APART, "n" + event.seq());
                yield all(names);
            }
            case 10 -> names.remove(some * APART) + names.contains(APART) + names.get(2 * APART) + names.size();
            case 11 -> {
                String shelf = "s" + some;
                if (!shelves.contains(shelf)) {
                    shelves.put(shelf, new ArrayList<>());
                }
                shelves.get(shelf).add(event.seq());
                shelves.forEach((name, values) -> values.add(some));
                yield all(shelves);
            }
            case 12 -> {
                Long before = counts.get(some);
                counts.put(some, before == null ? 1 : before + 1);
                yield all(counts);
            }
            default -> {
                StringBuilder walked = new StringBuilder();
                names.forEach((name, text) -> {
                    walked.append(name).append(text);
                    names.remove((name / APART + some) % 12 * APART);
                });
                yield walked.toString();
            }
        };
    }

    private static String all(MapState<?, ?> map) {
        List<Object> all = new ArrayList<>();
        map.entries().forEach(all::add);
        return all.toString();
    }
}
