package io.millrace.window.fuzz;

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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keyed state and timers of each kind, and values of each form. */
final class Memory extends KeyedProcess<String, Sample, Integer> {

    static final ListSpec<Sample> RECENT = ListSpec.of("recent", Sample.class);
    static final MapSpec<Integer, String> KINDS = MapSpec.of("kinds", Integer.class, String.class);
    static final ValueSpec<Forms> FORMS = ValueSpec.of("forms", Forms.class);

    /** Nothing, of which there may be any number in no byte. */
    record Nothing() {}

    sealed interface Shape permits Dot, Line {}

    record Dot(int x, Nothing nothing) implements Shape {}

    record Line(List<Dot> dots) implements Shape {}

    /** A value of each form. */
    @SuppressWarnings("ArrayRecordComponent") // that they are written is what they are for
    record Forms(
            List<Nothing> nothings,
            List<List<Nothing>> deeper,
            Map<String, List<Integer>> map,
            Set<Long> set,
            Optional<String> optional,
            Shape shape,
            int[] ints,
            long[][] longs,
            byte[] bytes,
            BigDecimal decimal,
            UUID uuid,
            ZonedDateTime zoned,
            LocalDate date,
            Duration duration,
            Ttl.Domain constant,
            char letter) {

        static Forms of(Sample sample) {
            int number = (int) sample.number();
            return new Forms(
                    List.of(new Nothing(), new Nothing()),
                    List.of(List.of(), List.of(new Nothing())),
                    Map.of("a" + number, List.of(number, 2)),
                    Set.of(sample.number()),
                    Optional.of("\uD800 half"),
                    sample.odd() ? new Dot(number, new Nothing()) : new Line(List.of(new Dot(1, new Nothing()))),
                    new int[] {1, number},
                    new long[][] {{1}, {}},
                    new byte[] {1, 2, 3},
                    new BigDecimal("12.50"),
                    new UUID(1, number),
                    LocalDateTime.of(2024, 1, 1, 0, 0).atZone(ZoneId.of("Europe/Berlin")),
                    LocalDate.ofEpochDay(number),
                    Duration.ofSeconds(number),
                    Ttl.Domain.EVENT_TIME,
                    'x');
        }
    }

    private final ValueState<Forms> forms = value(FORMS);
    private final ValueState<Double> total =
            value(ValueSpec.of("total", Double.class).ttl(Ttl.eventTime(Duration.ofMillis(300))));
    private final ListState<Sample> recent = list(RECENT);
    private final MapState<Integer, String> kinds = map(KINDS);
    private final MapState<String, List<Long>> lists =
            map(new MapSpec<>("lists", Type.of(String.class), new Type<List<Long>>() {}));
    private final AggregatingState<Sample, Map<Double, Double>> spread =
            aggregating("spread", Aggregates.percentiles(Sample::amount, 0.5));
    private final Timer quiet = eventTimer("quiet", (context, out) -> out.emit(recent.size()));
    private final Timer later = eventTimer("later", (context, out) -> out.emit(kinds.size()));
    private final Timer clock = processingTimer("clock", (context, out) -> out.emit(1));

    @Override
    protected void process(Sample sample, KeyedContext<String> context, Emitter<Integer> out) {
        out.emit(recent.size() + (forms.get() == null ? 0 : 1) + (spread.get() == null ? 0 : 1));
        forms.set(Forms.of(sample));
        total.set(total.getOr(0.0) + sample.amount());
        recent.add(sample);
        recent.removeIf(old -> recent.size() > 4 && old.number() % 3 == 0);
        kinds.put(sample.kind(), "kind " + sample.kind());
        lists.put(context.key(), List.of(sample.number()));
        spread.add(sample);
        quiet.set(sample.time().plusMillis(90));
        later.set(sample.time().plusMillis(400));
        clock.set(context.processingTime().plusMillis(200));
        if (sample.number() % 9 == 0) {
            kinds.clear();
            quiet.clear();
            recent.clear();
        }
    }
}
