package io.millrace.source;

import io.millrace.function.LambdaTypes;
import io.millrace.function.LongFn;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Events made from their index: 0, 1, 2 and so on, without end unless a {@link #count} is set, as fast as they are taken
 * unless a {@link #rate} is set. Immutable: the options return a changed copy.
 *
 * <p>Parallel readers share the indices: reader s of p makes s, s + p, s + 2p and so on. The next index is the position,
 * so a job that goes on makes each event once, also with another parallelism.
 *
 * @param <T> the events
 */
public final class GeneratorSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;
    private static final int MAX_PARALLELISM = 128;

    private final LongFn<? extends T> function;
    private final long count;
    private final double rate;

    GeneratorSource(LongFn<? extends T> function) {
        this(function, Long.MAX_VALUE, Double.POSITIVE_INFINITY);
    }

    private GeneratorSource(LongFn<? extends T> function, long count, double rate) {
        this.function = function;
        this.count = count;
        this.rate = rate;
    }

    /**
     * Ends the stream after the events 0 to count - 1, over all readers together.
     *
     * @param events how many, 0 or more
     * @return a source with that end
     */
    public GeneratorSource<T> count(long events) {
        if (events < 0) {
            throw new IllegalArgumentException("a generator cannot make " + events + " events; the count is 0 or more");
        }
        return new GeneratorSource<>(function, events, rate);
    }

    /**
     * Makes events on a schedule: event i is due i / rate seconds after the start, by the engine's clock. The schedule
     * is open: a reader that was held back makes all that is overdue at once, rather than slowing down. A job that goes
     * on from a position starts the schedule anew there.
     *
     * @param eventsPerSecond over all readers together; positive and finite
     * @return a source with that schedule
     */
    public GeneratorSource<T> rate(double eventsPerSecond) {
        if (!(eventsPerSecond > 0) || Double.isInfinite(eventsPerSecond)) {
            throw new IllegalArgumentException("the rate of a generator must be positive and finite, but is "
                    + eventsPerSecond + " events per second; leave it out to generate without a limit");
        }
        return new GeneratorSource<>(function, count, eventsPerSecond);
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        GeneratorPosition first = first(context);
        GeneratorReader<T> reader = new GeneratorReader<>(context, function, first, count);
        return rate == Double.POSITIVE_INFINITY ? reader : new ScheduledGeneratorReader<>(reader, context, rate);
    }

    @Override
    public Type<T> eventType() {
        return LambdaTypes.ofGenerator(function);
    }

    @Override
    public int maxParallelism() {
        return MAX_PARALLELISM;
    }

    /** Exact for every number of readers. */
    @Override
    public List<Object> redistribute(List<Object> positions, int readers) {
        if (positions.size() == readers) {
            return positions;
        }
        List<GeneratorPosition> divided = new ArrayList<>();
        for (Object each : positions) {
            GeneratorPosition position = GeneratorPosition.of(each);
            if (position == null) {
                throw new IllegalStateException(each + " is no position of a generator, which is a count of events");
            }
            divided.add(position);
        }
        return GeneratorPosition.divide(divided, readers).stream()
                .map(GeneratorPosition::toObject)
                .toList();
    }

    private static GeneratorPosition first(SourceContext context) {
        Object start = context.startPosition();
        if (start == null) {
            return new GeneratorPosition(context.subtask(), List.of());
        }
        GeneratorPosition position = GeneratorPosition.of(start);
        if (position == null) {
            throw Positions.foreign(context, start, "a count of events");
        }
        long index = position.next();
        if (index % context.parallelism() != context.subtask()) {
            throw new UnfitSnapshotException(
                    "source '" + context.operator() + "': reader " + context.subtask() + " of " + context.parallelism()
                            + " cannot go on at index " + index
                            + ", which belongs to another reader; run it with the parallelism that it had",
                    null);
        }
        return position;
    }
}
