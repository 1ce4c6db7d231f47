package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.join.Joins;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Left and right events, by turns, which meet those of their key around them, in a job with one task and in a loop by hand
 * with two tree maps for each key: nanoseconds per event, of either side. Ten events a millisecond, up to {@value
 * #DISORDER_MILLIS} ms out of order.
 *
 * <p>{@code java -jar benchmarks.jar JoinBenchmark -prof gc}
 */
public class JoinBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 21;
    private static final int READ = Part.of(EVENTS);
    private static final int PER_MILLI = 10;
    private static final int DISORDER_MILLIS = 31;
    private static final long FIRST_MILLIS = 1_000_000;

    /** What meets what. */
    public enum Keys {
        /** A right event is in reach of a left one on average. */
        THOUSAND(1_000, 100),
        /** One in two has another in reach. */
        MILLION(1_000_000, 60_000),
        /** Each key has one left event and one right one. */
        UNIQUE(0, 1_000),
        /** Ten are in reach. */
        HUNDRED(100, 100);

        private final int keys;
        private final long reach;

        Keys(int keys, long reach) {
            this.keys = keys;
            this.reach = reach;
        }

        private Row row(long index) {
            long mixed = Checksum.of(index, 1, 2) >>> 8;
            long key = keys == 0 ? index >>> 1 : mixed % keys;
            long time = FIRST_MILLIS + index / PER_MILLI - (mixed >>> 32 & DISORDER_MILLIS);
            return new Row(key, index, time);
        }
    }

    private record Row(long key, long id, long time) {
        private boolean isLeft() {
            return (id & 1) == 0;
        }
    }

    private record Pair(Row left, Row right) {
        private long checksum() {
            return Checksum.of(left.key, left.id, right.id);
        }
    }

    /** Which keys. */
    @Param
    public Keys keys;

    private Outcome expected;

    /** Finds out what has to come out. */
    @Setup
    public void prepare() {
        expected = new Hand(keys.reach).run(keys);
    }

    /** The interval join. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome oneTask() {
        Keys rows = keys;
        Pipeline pipeline = Pipeline.create("join");
        EventStream<Row> all = pipeline.source(
                        "rows", Sources.generate(rows::row).count(READ))
                .timestamps(Timestamps.millis(Row::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER_MILLIS)));
        all.filter(Row::isLeft)
                .keyBy(Row::key)
                .join(Joins.with(all.filter(row -> !row.isLeft()).keyBy(Row::key))
                        .within(ofMillis(-rows.reach), ofMillis(rows.reach)))
                .inner("join", Pair::new)
                .to("pairs", new TallySink<>(Pair::checksum));
        return checked(run(pipeline, 1), expected);
    }

    /** What one would write by hand for just this work. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome handWrittenLoop() {
        return checked(new Hand(keys.reach).run(keys), expected);
    }

    /** Rows by key and side in the order of time; now and then all that has been of use goes. */
    private static final class Hand {

        private final Long2ObjectHashMap<Sides> byKey = new Long2ObjectHashMap<>();
        private final long reach;
        private long highest;
        private long swept = FIRST_MILLIS;
        private long pairs;
        private long checksum;

        /** The rows of a key, by time and, of one time, by id. */
        private static final class Sides {
            private final TreeMap<Long, Row> left = new TreeMap<>();
            private final TreeMap<Long, Row> right = new TreeMap<>();
        }

        Hand(long reach) {
            this.reach = reach;
        }

        private Outcome run(Keys rows) {
            for (long index = 0; index < READ; index++) {
                take(rows.row(index));
            }
            return new Outcome(pairs, checksum);
        }

        private void take(Row row) {
            Sides sides = byKey.get(row.key);
            if (sides == null) {
                sides = new Sides();
                byKey.put(row.key, sides);
            }
            highest = Math.max(highest, row.time);
            (row.isLeft() ? sides.left : sides.right).put(key(row.time) + row.id, row);
            NavigableMap<Long, Row> others = (row.isLeft() ? sides.right : sides.left)
                    .subMap(key(row.time - reach), true, key(row.time + reach + 1), false);
            for (Row other : others.values()) {
                pairs++;
                checksum += (row.isLeft() ? new Pair(row, other) : new Pair(other, row)).checksum();
            }
            if (highest - swept > 2 * reach) {
                swept = highest;
                sweep(key(highest - DISORDER_MILLIS - reach));
            }
        }

        private static long key(long time) {
            return time * READ;
        }

        private void sweep(long before) {
            for (Iterator<Sides> all = byKey.values().iterator(); all.hasNext(); ) {
                Sides sides = all.next();
                sides.left.headMap(before).clear();
                sides.right.headMap(before).clear();
                if (sides.left.isEmpty() && sides.right.isEmpty()) {
                    all.remove();
                }
            }
        }
    }
}
