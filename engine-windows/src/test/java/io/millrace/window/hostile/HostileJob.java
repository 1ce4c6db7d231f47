package io.millrace.window.hostile;

import io.millrace.Pipeline;
import io.millrace.function.BiConsumerFn;
import io.millrace.function.BiFn;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.function.QuadFn;
import io.millrace.function.SupplierFn;
import io.millrace.function.ToDoubleFn;
import io.millrace.function.ToLongFn;
import io.millrace.function.TriFn;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.TaskContext;
import io.millrace.operator.Timer;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Fetch;
import io.millrace.source.SharedReader;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.Disk;
import io.millrace.state.store.SnapshotStore;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowFunction;
import io.millrace.window.Windows;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import io.millrace.window.spi.WindowAssigner;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A job that uses every interface that users implement, is restored from snapshots, and comes to its end. */
@SuppressWarnings("serial") // never serialized
final class HostileJob {

    private static final int EVENTS = 30;

    private final Hostility hostility;
    private final AtomicInteger allowed = new AtomicInteger(10);
    private Simulation simulation;
    private boolean crashed;
    private String snapshotFailure;

    HostileJob(Hostility hostility) {
        this.hostility = hostility;
    }

    /** Runs to the end, or until it fails. */
    void run(long seed) {
        simulation = Simulation.of(pipeline())
                .seed(seed)
                .parallelism(1 + (int) seed % 2)
                .steadyClock();
        Disk disk = hostility.of(Disk.class, simulation.disk());
        Path directory = Path.of("/snapshots");
        Snapshots.Place place = () -> hostility.of(SnapshotStore.class, DirectoryStore.open(disk, directory));
        simulation.snapshots(Snapshots.in(hostility.of(Snapshots.Place.class, place), directory.toString())
                .every(Duration.ofMinutes(1))
                .keep(1));
        simulation.barrier();
        allowed.set(20);
        simulation.advance(Duration.ofMinutes(1)).barrier().barrier();
        snapshotFailure = simulation.metrics().snapshots().latestFailure().orElse(null);
        crashed = true;
        simulation.crashAndRestore();
        allowed.set(EVENTS);
        simulation.run();
        if (snapshotFailure == null) {
            snapshotFailure = simulation.metrics().snapshots().latestFailure().orElse(null);
        }
    }

    /** Whether the job had run, and taken snapshots or failed to, before the process crashed on purpose. */
    boolean hasCrashed() {
        return crashed;
    }

    /** Why a snapshot has failed, or null. */
    String snapshotFailure() {
        return snapshotFailure;
    }

    private Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("hostile").serde(Key.class, hostility.of(Serde.class, new KeySerde()));
        Fn<Integer, Integer> map = event -> event;
        Fn<Integer, Iterable<Integer>> flatMap = List::of;
        PredicateFn<Integer> filter = event -> true;
        ConsumerFn<Integer> peek = event -> {};
        ToLongFn<Integer> time = event -> event;
        Fn<Integer, Key> key = event -> new Key(event % 3);
        BiFn<Integer, Integer, Integer> reduce = Integer::sum;
        WindowFunction<Key, Integer, Object> windowFunction = (window, events) -> List.of(events.size());
        SupplierFn<Operator<Integer, Integer>> operators = () -> hostility.of(Operator.class, new Marking());
        var keyed = pipeline.source("in", hostility.<Source<Integer>>of(Source.class, new Counting()))
                .map(hostility.at("map", Fn.class, map))
                .typed(Integer.class)
                .named("map")
                .filter(hostility.of(PredicateFn.class, filter))
                .named("filter")
                .flatMap(hostility.at("flatMap", Fn.class, flatMap))
                .typed(Integer.class)
                .named("flatMap")
                .peek(hostility.of(ConsumerFn.class, peek))
                .named("peek")
                .timestamps(
                        Timestamps.millis(hostility.of(ToLongFn.class, time)),
                        Watermarks.custom(() -> hostility.of(WatermarkGenerator.class, new Greatest())))
                .named("timestamps")
                .transform(
                        OperatorSpec.<Integer, Integer>stateful("own", "it", hostility.of(SupplierFn.class, operators)))
                .typed(Integer.class)
                .keyBy(hostility.at("key", Fn.class, key), Key.class);
        keyed.process("process", Remembering::new)
                .to(
                        "out",
                        hostility.<TransactionalSink<Object, Long>>at("out", TransactionalSink.class, new Results()));
        keyed.connect(keyed).process("connected", Connecting::new).to("connected out", Sinks.discard());
        keyed.connect(pipeline.source("rules", Sources.of(1, 2)).broadcast())
                .process("ruled", Ruling::new)
                .to("ruled out", Sinks.discard());
        keyed.window(Windows.assignedBy(hostility.of(WindowAssigner.class, new Tens())))
                .aggregate(
                        "windows",
                        hostility.<Aggregate<Integer, long[], Long>>of(Aggregate.class, new Sum()),
                        Emit.when(hostility.<Trigger<Long, long[]>>of(Trigger.class, new EverySecond())))
                .to("plain", hostility.at("plain", Sink.class, new Plain()));
        keyed.window(Windows.tumbling(Duration.ofMillis(5)))
                .aggregate("flat", hostility.<FlatAggregate<Integer, Long>>of(FlatAggregate.class, new FlatSum()))
                .to("flat out", Sinks.discard());
        keyed.window(Windows.tumbling(Duration.ofMillis(5)))
                .reduce("reduce", hostility.of(BiFn.class, reduce))
                .to("ids", Sinks.idempotent(result -> "id", hostility.of(BiConsumerFn.class, (BiConsumerFn<
                                String, Object>)
                        (id, result) -> {})));
        keyed.window(Windows.tumbling(Duration.ofMillis(5)))
                .process("function", hostility.of(WindowFunction.class, windowFunction))
                .to("functions", Sinks.discard());
        Fn<Integer, Duration> gap = event -> Duration.ofMillis(1);
        keyed.window(Windows.<Key, Integer>sessionWithGap(hostility.at("gap", Fn.class, gap)))
                .aggregate("sessions", sums())
                .to("sessions out", Sinks.discard());
        pipeline.source("splits", hostility.<SplitSource<Integer>>at("splits", SplitSource.class, new Halves()))
                .parallelism(2)
                .to("splits out", Sinks.discard());
        return pipeline;
    }

    private Aggregate<Integer, ?, Double> sums() {
        ToDoubleFn<Integer> number = event -> event;
        TriFn<Double, Long, Long, Double> three = (sum, second, third) -> sum;
        QuadFn<Double, Long, Long, Long, Double> four = (sum, second, third, fourth) -> sum;
        Aggregate<Integer, ?, Double> sum = Aggregates.sumDouble(hostility.of(ToDoubleFn.class, number));
        return Aggregates.allOf(
                Aggregates.<Integer, Double, Long, Long, Double>allOf(
                        sum, Aggregates.count(), Aggregates.count(), hostility.of(TriFn.class, three)),
                Aggregates.<Integer, Double, Long, Long, Long, Double>allOf(
                        sum,
                        Aggregates.count(),
                        Aggregates.count(),
                        Aggregates.count(),
                        hostility.of(QuadFn.class, four)),
                (first, second) -> first == null || second == null ? null : first + second);
    }

    /** A key whose own methods may misbehave. */
    private final class Key {
        private final int number;

        private Key(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            hit("equals");
            return other instanceof Key key && key.number == number;
        }

        @Override
        public int hashCode() {
            hit("hashCode");
            return number;
        }

        @Override
        @SuppressWarnings("ToStringReturnsNull") // on purpose
        public String toString() {
            return hit("toString") ? null : "key " + number;
        }

        private boolean hit(String method) {
            return HostileJob.this.hit(Object.class, method);
        }
    }

    private boolean hit(Class<?> type, String method) {
        try {
            return hostility.strikes(type, method);
        } catch (Throwable e) {
            throw HostileJob.<RuntimeException>sneaky(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable error) throws E {
        throw (E) error;
    }

    private final class KeySerde implements Serde<Key> {
        @Override
        public void write(Key value, DataOutput out) throws IOException {
            out.writeInt(value.number);
        }

        @Override
        public Key read(DataInput in) throws IOException {
            return new Key(in.readInt());
        }

        @Override
        public int hash(Key value) {
            return value.number;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    private final class Counting implements Source<Integer> {
        @Override
        public SourceReader<Integer> open(SourceContext context) {
            int first = context.startPosition() instanceof Long start ? start.intValue() : 0;
            return new SourceReader<>() {
                private int next = first;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    while (next < allowed.get() && !batch.isFull()) {
                        batch.add(next++);
                    }
                    return next == EVENTS ? Fetch.END : next < allowed.get() ? Fetch.MORE : Fetch.WAIT;
                }

                @Override
                public Object position() {
                    return (long) next;
                }
            };
        }

        @Override
        public Type<Integer> eventType() {
            return Type.of(Integer.class);
        }
    }

    /** Two splits, which share something. */
    private final class Halves implements SplitSource<Integer> {
        @Override
        public SplitFinder finder(TaskContext context) {
            SplitFinder finder = known -> known.isEmpty()
                    ? Splits.soFar(List.of(new Split("a"), new Split("b")), Duration.ofSeconds(1))
                    : Splits.all(List.of(new Split("a"), new Split("b")));
            return hostility.of(SplitFinder.class, finder);
        }

        @Override
        public SourceReader<Integer> open(SourceContext context) throws Exception {
            SharedReader shared =
                    context.shared(() -> hostility.<SharedReader>of(SharedReader.class, new SharedReader() {}));
            Objects.requireNonNull(shared);
            // One ends before the splits are looked for again, so that the finder is told.
            return context.split().equals("b") ? batch -> Fetch.END : new Counting().open(context);
        }
    }

    /** Has state that is not keyed. */
    private final class Marking implements Operator<Integer, Integer> {
        @Override
        public void open(OperatorContext context) {
            ListState<Key> marks =
                    context.operatorState(new ListSpec<>("marks", Type.of(Key.class)), Redistribution.UNION);
            if (marks.size() == 0) {
                marks.add(new Key(1));
            }
            context.waker().run();
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int i = 0; i < batch.size(); i++) {
                out.emit(batch.value(i), batch.timestamp(i));
            }
            return true;
        }
    }

    private static final class Greatest implements WatermarkGenerator<Integer> {
        private long greatest;

        @Override
        public boolean onEvent(Integer event, long timestamp) {
            greatest = Math.max(greatest, timestamp);
            return true;
        }

        @Override
        public long watermark() {
            return greatest - 1;
        }
    }

    private final class Remembering extends KeyedProcess<Key, Integer, Integer> {
        private final ValueState<Key> latest = value("latest", Key.class);
        private final Timer timer = eventTimer(
                "timer",
                hostility.<Timer.Callback<Key, Integer>>of(Timer.Callback.class, (context, out) -> out.emit(1)));

        @Override
        protected void process(Integer event, KeyedContext<Key> context, Emitter<Integer> out) {
            hit(KeyedProcess.class, "process");
            latest.set(context.key());
            timer.set(Instant.ofEpochMilli(event + 2));
            out.emit(event);
        }
    }

    private final class Connecting extends ConnectedProcess<Key, Integer, Integer, Integer> {
        private final ValueState<Key> latest = value("latest", Key.class);

        @Override
        protected void left(Integer event, KeyedContext<Key> context, Emitter<Integer> out) {
            hit(ConnectedProcess.class, "left");
            latest.set(context.key());
        }

        @Override
        protected void right(Integer event, KeyedContext<Key> context, Emitter<Integer> out) {
            hit(ConnectedProcess.class, "right");
            out.emit(event);
        }
    }

    private final class Ruling extends RulesProcess<Key, Integer, Integer, Integer> {
        private final MapState<Integer, Integer> rules = shared("rules", Integer.class, Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Key> context, Emitter<Integer> out) {
            hit(RulesProcess.class, "process");
            out.emit(event + rules.size());
        }

        @Override
        protected void rule(Integer rule, RuleContext context) {
            hit(RulesProcess.class, "rule");
            rules.put(rule, rule);
        }
    }

    private static final class Tens implements WindowAssigner<Integer> {
        @Override
        public void assign(Integer event, long timestamp, Assignment windows) {
            windows.add(timestamp / 10 * 10, timestamp / 10 * 10 + 10);
        }

        @Override
        public boolean mergesWindows() {
            return true;
        }
    }

    private static final class Sum implements Aggregate<Integer, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] sum, Integer event, long timestamp) {
            sum[0] += event;
        }

        @Override
        public void merge(long[] sum, long[] other) {
            sum[0] += other[0];
        }

        @Override
        public Long result(long[] sum) {
            return sum[0];
        }

        @Override
        public Type<long[]> accumulatorType(Type<?> events) {
            return Type.of(long[].class);
        }
    }

    private static final class FlatSum implements FlatAggregate<Integer, Long> {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void add(long[] numbers, int at, Integer event, long timestamp) {
            numbers[at] += event;
        }

        @Override
        public void merge(long[] numbers, int at, long[] other, int otherAt) {
            numbers[at] += other[otherAt];
        }

        @Override
        public Long result(long[] numbers, int at) {
            return numbers[at];
        }
    }

    private static final class EverySecond implements Trigger<Long, long[]> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public boolean onEvent(long[] count, TriggerContext<? extends Long> window) {
            return ++count[0] % 2 == 0;
        }

        @Override
        public boolean onTime(long[] count, TriggerContext<? extends Long> window) {
            return true;
        }

        @Override
        public Type<long[]> stateType() {
            return Type.of(long[].class);
        }

        @Override
        public void merge(long[] count, long[] other) {
            count[0] += other[0];
        }
    }

    private static final class Plain implements Sink<Object> {
        @Override
        public SinkWriter<Object> open(SinkContext context) {
            return batch -> {};
        }
    }

    private static final class Results implements TransactionalSink<Object, Long> {
        @Override
        public SinkWriter<Object> open(SinkContext context) {
            return batch -> {};
        }

        @Override
        public TransactionalWriter<Object, Long> openTransactional(SinkContext context, List<Long> restored) {
            return new TransactionalWriter<>() {
                @Override
                public void write(Batch<Object> batch) {}

                @Override
                public Long prepare(long snapshot) {
                    return snapshot;
                }
            };
        }

        @Override
        public Committer<Long> committer(SinkContext context) {
            return new Committer<>() {
                @Override
                public void recover(List<Long> prepared) {}

                @Override
                public void commit(long snapshot, List<Long> prepared) {}
            };
        }

        @Override
        public Type<Long> preparedType() {
            return Type.of(Long.class);
        }
    }
}
