package io.millrace.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.function.ToLongFn;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkGenerator;

/**
 * Gives the events of one split timestamps, and shows them to its generator of watermarks. Confined to the task's
 * thread.
 *
 * @param <T> the events
 */
interface Stamper<T> {

    Monomorphic<Stamper<?>> COPIES = Monomorphic.of(lookup(), GeneratingStamper.class);

    static <T> Stamper<T> of(
            ToLongFn<? super T> timestamps, WatermarkGenerator<? super T> generator, OperatorContext context) {
        return COPIES.make(timestamps, generator, context);
    }

    /**
     * Takes rows until one asks for its watermark. Those that are ahead get their timestamps and count for nothing.
     *
     * @param latest the timestamp behind which a row is ahead
     * @param stamps gets the timestamps, by row
     * @return the row behind the last that was taken
     */
    int stamp(Batch<T> batch, int from, long[] stamps, long latest);

    /** How many of the rows that were last taken are ahead. */
    int ahead();

    /** The highest timestamp so far. */
    long newest();

    /** Made by copies, see {@link io.millrace.function.Monomorphic}. */
    final class GeneratingStamper<T> implements Stamper<T> {

        private static final long EARLIEST = EventTime.NONE + 1;

        private final ToLongFn<? super T> timestamps;
        private final WatermarkGenerator<? super T> generator;
        private final OperatorContext context;
        private long newest = EventTime.NONE;
        private int ahead;

        GeneratingStamper(
                ToLongFn<? super T> timestamps, WatermarkGenerator<? super T> generator, OperatorContext context) {
            this.timestamps = timestamps;
            this.generator = generator;
            this.context = context;
        }

        @Override
        public int stamp(Batch<T> batch, int from, long[] stamps, long latest) {
            int at = from;
            long highest = newest;
            int beyond = 0;
            try {
                boolean due = false;
                for (int size = batch.size(); at < size && !due; at++) {
                    T event = batch.value(at);
                    // The lowest of all would be none: an event that is as early as can be has the one above.
                    long timestamp = Math.max(timestamps.applyAsLong(event), EARLIEST);
                    stamps[at] = timestamp;
                    if (timestamp > latest) {
                        beyond++;
                        continue;
                    }
                    due = generator.onEvent(event, timestamp);
                    highest = Math.max(highest, timestamp);
                }
            } catch (Throwable e) {
                throw context.failure(e, null, batch.value(at), EventTime.NONE);
            }
            newest = highest;
            ahead = beyond;
            return at;
        }

        @Override
        public int ahead() {
            return ahead;
        }

        @Override
        public long newest() {
            return newest;
        }
    }
}
