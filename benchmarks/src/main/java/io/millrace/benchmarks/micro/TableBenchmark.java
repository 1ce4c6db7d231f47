package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.source.Sources;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.agrona.collections.Long2ObjectHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * Purchases that meet the profile of their user, and profiles counted by city, in a job with one task: nanoseconds per event.
 * One event in ten is a profile, the first of its millisecond; 10,000 users, events in order.
 *
 * <p>{@code java -jar benchmarks.jar TableBenchmark -prof gc}
 */
public class TableBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 21;
    private static final int READ = Part.of(EVENTS);
    private static final int PER_MILLI = 10;
    private static final int USERS = 10_000;
    private static final int CITIES = 50;
    private static final long FIRST_MILLIS = 1_000_000;
    private static final long HISTORY_MILLIS = 1_000;
    private static final int EVENTS_PER_WATERMARK = 512;

    private record Row(long user, long id, long time) {
        private static Row of(long index) {
            return new Row((Checksum.of(index, 3, 4) >>> 8) % USERS, index, FIRST_MILLIS + index / PER_MILLI);
        }

        private boolean isProfile() {
            return id % PER_MILLI == 0;
        }

        private long city() {
            return id * 31 % CITIES;
        }
    }

    /** The profile is null where there is none. */
    private record Enriched(Row purchase, Row profile) {
        private long checksum() {
            return Checksum.of(purchase.user, purchase.id, profile == null ? -1 : profile.id);
        }
    }

    private Outcome expected;
    private long expectedSum;
    private long expectedUsers;

    /** Finds out what has to come out. */
    @Setup
    public void prepare() {
        expected = hand();
        expectedSum = sumByHand();
        expectedUsers = LongStream.range(0, READ)
                .map(index -> Row.of(index).user)
                .distinct()
                .count();
    }

    /** The latest profile that has come; which one that is, is up to the order of reading. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long latest() {
        Pipeline pipeline = Pipeline.create("latest");
        EventStream<Row> all = rows(pipeline);
        purchases(all)
                .keyBy(Row::user)
                .join(profiles(all).latest())
                .left("enrich", Enriched::new)
                .to("enriched", new TallySink<>(Enriched::checksum));
        return checked(run(pipeline, 1).results(), expected.results());
    }

    /** The profile as of the time of the purchase. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome asOf() {
        Pipeline pipeline = Pipeline.create("as of");
        EventStream<Row> all = rows(pipeline);
        purchases(all)
                .keyBy(Row::user)
                .join(profiles(all).asOfEventTime(ofMillis(HISTORY_MILLIS)))
                .left("enrich", Enriched::new)
                .to("enriched", new TallySink<>(Enriched::checksum));
        return checked(run(pipeline, 1), expected);
    }

    /** A loop with a hash map of the JDK, which needs no more as events are in order. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome handWrittenLoop() {
        return checked(hand(), expected);
    }

    /** The same with a map whose keys are no objects. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome loopWithPrimitiveKeys() {
        return checked(handWithPrimitiveKeys(), expected);
    }

    /** A loop that would be right in any order, too: a tree of versions for each user, and a heap of purchases that wait. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome asOfByHand() {
        return checked(handAsOf(), expected);
    }

    /** All events are profiles: users by city, with each change. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome countByCity() {
        Pipeline pipeline = Pipeline.create("cities");
        rows(pipeline)
                .keyBy(Row::user)
                .join(Tables.<Long, Row>latest("profiles", Row.class))
                .groupBy(Row::city)
                .aggregate("cities", Aggregates.count())
                .changes()
                .to("changes", new TallySink<>(TableBenchmark::growth));
        Outcome outcome = run(pipeline, 1);
        checked(outcome.checksum(), expectedUsers);
        return outcome;
    }

    /** The same with a sum of what each user has, who stays where he is: one change for each event. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome sumByCity() {
        Pipeline pipeline = Pipeline.create("sums");
        rows(pipeline)
                .keyBy(Row::user)
                .join(Tables.<Long, Row>latest("profiles", Row.class))
                .groupBy(row -> row.user % CITIES)
                .aggregate("sums", Aggregates.sumLong(Row::id))
                .changes()
                .to("changes", new TallySink<>(TableBenchmark::growth));
        Outcome outcome = run(pipeline, 1);
        checked(outcome.checksum(), expectedSum);
        return outcome;
    }

    private static long sumByHand() {
        long[] latest = new long[USERS];
        for (long index = 0; index < READ; index++) {
            Row row = Row.of(index);
            latest[(int) row.user] = row.id;
        }
        return Arrays.stream(latest).sum();
    }

    private static long growth(TableChange<Long, Long> change) {
        return (change.after() == null ? 0 : change.after()) - (change.before() == null ? 0 : change.before());
    }

    /** The same events counted by user in tumbling windows, for comparison. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome countInWindows() {
        Pipeline pipeline = Pipeline.create("windows");
        rows(pipeline)
                .keyBy(Row::user)
                .window(Windows.<Long, Row>tumbling(ofSeconds(10)))
                .aggregate("counts", Aggregates.count())
                .to("counted", new TallySink<>(WindowResult<Long, Long>::value));
        Outcome outcome = run(pipeline, 1);
        checked(outcome.checksum(), (long) READ);
        return outcome;
    }

    private static EventStream<Row> rows(Pipeline pipeline) {
        return pipeline.source("rows", Sources.generate(Row::of).count(READ))
                .timestamps(Timestamps.millis(Row::time), Watermarks.ascending());
    }

    private static EventStream<Row> purchases(EventStream<Row> all) {
        return all.filter(row -> !row.isProfile());
    }

    private static Table<Long, Row> profiles(EventStream<Row> all) {
        return all.filter(Row::isProfile).keyBy(Row::user).join(Tables.<Long, Row>latest("profiles", Row.class));
    }

    private static Outcome hand() {
        Map<Long, Row> profiles = new HashMap<>();
        long results = 0;
        long checksum = 0;
        for (long index = 0; index < READ; index++) {
            Row row = Row.of(index);
            if (row.isProfile()) {
                profiles.put(row.user, row);
            } else {
                results++;
                checksum += new Enriched(row, profiles.get(row.user)).checksum();
            }
        }
        return new Outcome(results, checksum);
    }

    /** A loop of its own: by the interface of maps its keys would be objects, too. */
    private static Outcome handWithPrimitiveKeys() {
        Long2ObjectHashMap<Row> profiles = new Long2ObjectHashMap<>();
        long results = 0;
        long checksum = 0;
        for (long index = 0; index < READ; index++) {
            Row row = Row.of(index);
            if (row.isProfile()) {
                profiles.put(row.user, row);
            } else {
                results++;
                checksum += new Enriched(row, profiles.get(row.user)).checksum();
            }
        }
        return new Outcome(results, checksum);
    }

    private static Outcome handAsOf() {
        Map<Long, TreeMap<Long, Row>> versions = new HashMap<>();
        PriorityQueue<Row> waiting = new PriorityQueue<>(Comparator.comparingLong(Row::time));
        long results = 0;
        long checksum = 0;
        long latest = Long.MIN_VALUE;
        for (long index = 0; index < READ; index++) {
            Row row = Row.of(index);
            latest = Math.max(latest, row.time);
            if (row.isProfile()) {
                TreeMap<Long, Row> ofUser = versions.computeIfAbsent(row.user, user -> new TreeMap<>());
                ofUser.put(row.time, row);
                for (Long second = ofUser.higherKey(ofUser.firstKey());
                        second != null && second <= latest - HISTORY_MILLIS;
                        second = ofUser.higherKey(second)) {
                    ofUser.pollFirstEntry();
                }
            } else {
                waiting.add(row);
            }
            boolean isLast = index == READ - 1;
            if (index % EVENTS_PER_WATERMARK == 0 || isLast) {
                long watermark = isLast ? Long.MAX_VALUE : latest - 1;
                while (!waiting.isEmpty() && waiting.peek().time <= watermark) {
                    Row purchase = waiting.poll();
                    TreeMap<Long, Row> ofUser = versions.get(purchase.user);
                    Map.Entry<Long, Row> version = ofUser == null ? null : ofUser.floorEntry(purchase.time);
                    results++;
                    checksum += new Enriched(purchase, version == null ? null : version.getValue()).checksum();
                }
            }
        }
        return new Outcome(results, checksum);
    }
}
