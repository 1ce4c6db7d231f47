package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources, operators and sinks of Flink's beside a pipeline, in one job. */
class FlinkStreamsTest {

    private static final int EVENTS = 1_500;
    private static final int OF_A_CHECKPOINT = 300;
    private static final Duration DISORDER = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    record Sum(String key, long start, long sum) {}

    /** What the pipeline does, whatever is before and behind it; nothing is late. */
    private static EventStream<Sum> sums(EventStream<Event> events) {
        return events.keyBy(Event::key)
                .window(Windows.tumbling(Duration.ofSeconds(5)))
                .aggregate("sums", Aggregates.sumLong(Event::value))
                .map(result -> new Sum(result.key(), result.start().toEpochMilli(), result.value()))
                .typed(Sum.class);
    }

    private static List<Event> inTime(long seed) {
        List<Event> events = new ArrayList<>();
        for (Event event : Event.some(seed, EVENTS, 13)) {
            if (events.isEmpty()
                    || event.time()
                            .plus(DISORDER)
                            .isAfter(events.get(events.size() - 1).time())) {
                events.add(event);
            }
        }
        return events;
    }

    private static List<String> embedded(List<Event> events) {
        Pipeline pipeline = Pipeline.create("sums");
        CollectSink<Sum> sink = Sinks.collect();
        sums(pipeline.source("in", Sources.collection(events))
                        .typed(Event.class)
                        .timestamps(Event::time, Watermarks.boundedOutOfOrderness(Duration.ofMinutes(1)))
                        .typed(Event.class))
                .to("out", sink);
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(pipeline, JobOptions.parallelism(1)).join();
        }
        return sink.values().stream().map(Running::text).sorted().toList();
    }

    /** A map of Flink's that fails once, and tells how far the source has come. */
    private static final class Passing implements MapFunction<Event, Event> {

        private static final long serialVersionUID = 1;
        private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();
        private static final Map<String, CountDownLatch> HALF = new ConcurrentHashMap<>();

        private final String test;
        private final boolean fails;

        private Passing(String test, boolean fails) {
            this.test = test;
            this.fails = fails;
        }

        private static CountDownLatch half(String test) {
            return HALF.computeIfAbsent(test, unused -> new CountDownLatch(1));
        }

        private static AtomicInteger failures(String test) {
            return FAILURES.computeIfAbsent(test, unused -> new AtomicInteger());
        }

        @Override
        public Event map(Event event) {
            if (event.seq() >= EVENTS / 2) {
                half(test).countDown();
                if (fails && failures(test).compareAndSet(0, 1)) {
                    throw new IllegalStateException("the failure of the test");
                }
            }
            return event;
        }
    }

    /** An operator of Flink's with state by key that a serde of ours writes: all sums of a key. */
    private static final class Running extends KeyedProcessFunction<String, Sum, String> {

        private static final long serialVersionUID = 1;

        private final TypeInformation<Sum> type;
        private transient ValueState<Sum> latest;

        private Running(TypeInformation<Sum> type) {
            this.type = type;
        }

        private static String text(Sum sum) {
            return sum.key() + " " + sum.start() + " " + sum.sum();
        }

        @Override
        public void open(OpenContext context) {
            latest = getRuntimeContext().getState(new ValueStateDescriptor<>("latest", type));
        }

        @Override
        public void processElement(
                Sum sum, KeyedProcessFunction<String, Sum, String>.Context context, Collector<String> out)
                throws Exception {
            Sum before = latest.value();
            if (before != null && before.start() >= sum.start()) {
                throw new IllegalStateException(sum + " comes behind " + before);
            }
            if (context.timestamp() <= context.timerService().currentWatermark()) {
                throw new IllegalStateException(sum + " is late in Flink");
            }
            latest.update(sum);
            out.collect(text(sum));
        }
    }

    private static void add(StreamExecutionEnvironment environment, String test, List<Event> events, boolean fails) {
        List<Event> generated = new ArrayList<>(events);
        DataStream<Event> in = environment
                .fromSource(
                        new DataGeneratorSource<>(
                                index -> generated.get(index.intValue()),
                                generated.size(),
                                RateLimiterStrategy.perCheckpoint(OF_A_CHECKPOINT),
                                TypeInformation.of(Event.class)),
                        WatermarkStrategy.<Event>forBoundedOutOfOrderness(DISORDER.plusSeconds(20))
                                .withTimestampAssigner(
                                        (event, before) -> event.time().toEpochMilli()),
                        "generated")
                .uid("generated")
                .setParallelism(1)
                .map(new Passing(test, fails))
                .uid("passing");
        Pipeline pipeline = Pipeline.create("sums");
        Supplier<DataStream<Sum>> sums =
                FlinkRunner.to(sums(FlinkRunner.from(pipeline, "in", in, Event.class)), "out", Sum.class);
        FlinkRunner.on(environment).add(pipeline);
        DataStream<Sum> out = sums.get();
        out.keyBy(Sum::key, Types.STRING)
                .process(new Running(out.getType()))
                .uid("running")
                .sinkTo(new FlinkVault(test))
                .uid("vault");
    }

    @Test
    void shouldGiveExactlyOnceWhatTheEngineGivesThoughTasksFail() throws Exception {
        String test = "failing";
        List<Event> events = inTime(11);
        StreamExecutionEnvironment environment =
                LocalFlink.environment(LocalFlink.surviving(2, directory.resolve("checkpoints")));
        add(environment, test, events, true);
        environment.execute(test);
        assertThat(Passing.failures(test)).hasValue(1);
        assertThat(FlinkVault.committed(test)).isEqualTo(embedded(events));
    }

    @Test
    void shouldGoOnAtAnotherParallelism() throws Exception {
        String test = "rescaled streams";
        List<Event> events = inTime(12);
        StreamExecutionEnvironment first = LocalFlink.environment(configuration(3));
        add(first, test, events, false);
        JobClient job = first.executeAsync(test);
        Passing.half(test).await();
        String savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        StreamExecutionEnvironment second = LocalFlink.environment(LocalFlink.from(savepoint, configuration(2)));
        add(second, test, events, false);
        second.execute(test);
        assertThat(FlinkVault.committed(test)).isEqualTo(embedded(events));
    }

    private Configuration configuration(int parallelism) {
        return LocalFlink.surviving(parallelism, directory.resolve("checkpoints"));
    }

    /** Tells what it is given, and how far event time has come. */
    private static final class Telling extends ProcessFunction<Long, String> {

        private static final long serialVersionUID = 1;

        @Override
        public void processElement(Long event, ProcessFunction<Long, String>.Context context, Collector<String> out) {
            out.collect(event + " at " + context.timestamp() + " behind "
                    + context.timerService().currentWatermark());
        }
    }

    @Test
    void shouldPassTimestampsAndWatermarksBothWays() throws Exception {
        StreamExecutionEnvironment environment = LocalFlink.environment(LocalFlink.plain(1));
        DataStream<Long> in = environment
                .fromData(10L, 20L, 31L)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Long>forGenerator(context -> new EachEvent())
                        .withTimestampAssigner((event, before) -> event));
        Pipeline pipeline = Pipeline.create("passing");
        EventStream<Long> windows = FlinkRunner.from(pipeline, "in", in, Long.class)
                .keyBy(event -> 0, Integer.class)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("sums", Aggregates.sumLong(event -> event))
                .map(result -> result.value())
                .typed(Long.class);
        Supplier<DataStream<Long>> out = FlinkRunner.to(windows, "out", Long.class);
        FlinkRunner.on(environment).add(pipeline);
        List<String> told = out.get().process(new Telling()).executeAndCollect(10);
        assertThat(told).containsExactly("10 at 19 behind " + 9, "20 at 29 behind " + 19, "31 at 39 behind " + 30);
    }

    /** A watermark behind each event. */
    private static final class EachEvent implements org.apache.flink.api.common.eventtime.WatermarkGenerator<Long> {

        @Override
        public void onEvent(Long event, long timestamp, org.apache.flink.api.common.eventtime.WatermarkOutput output) {
            output.emitWatermark(new org.apache.flink.api.common.eventtime.Watermark(timestamp - 1));
        }

        @Override
        public void onPeriodicEmit(org.apache.flink.api.common.eventtime.WatermarkOutput output) {}
    }

    /** Says that it is idle, and has an event after that, as from a timer. */
    private static final class Dozing extends AbstractStreamOperator<Long>
            implements OneInputStreamOperator<Long, Long> {

        private static final long serialVersionUID = 1;

        @Override
        public void processElement(StreamRecord<Long> element) {
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
            output.collect(element);
        }
    }

    /** Keeps what comes, and whether event time waits for it. */
    private static final class Listening extends AbstractStreamOperator<Long>
            implements OneInputStreamOperator<Long, Long> {

        private static final long serialVersionUID = 1;
        private static final List<String> HEARD = new CopyOnWriteArrayList<>();

        @Override
        public void processElement(StreamRecord<Long> element) {
            HEARD.add(element.getValue().toString());
        }

        @Override
        public void processWatermarkStatus(WatermarkStatus status) {
            HEARD.add(status.isIdle() ? "idle" : "active");
        }

        @Override
        public void processWatermark(Watermark mark) {
            HEARD.add("end");
        }
    }

    @Test
    void shouldStayIdleBehindAnEventOfAnIdleStream() throws Exception {
        StreamExecutionEnvironment environment = LocalFlink.environment(LocalFlink.plain(1));
        DataStream<Long> in = environment.fromData(1L, 2L).transform("dozing", Types.LONG, new Dozing());
        Pipeline pipeline = Pipeline.create("idle");
        Supplier<DataStream<Long>> out =
                FlinkRunner.to(FlinkRunner.from(pipeline, "in", in, Long.class), "out", Long.class);
        FlinkRunner.on(environment).add(pipeline);
        out.get().transform("listening", Types.LONG, new Listening()).sinkTo(new DiscardingSink<>());
        environment.execute("idle");
        assertThat(Listening.HEARD).containsSubsequence("idle", "1", "idle", "2", "idle", "end");
    }

    private static StreamExecutionEnvironment unused() {
        return new StreamExecutionEnvironment(LocalFlink.plain(2));
    }

    @Test
    void shouldRefuseAStreamOfAnotherEnvironment() {
        Pipeline pipeline = Pipeline.create("elsewhere");
        FlinkRunner.from(pipeline, "in", unused().fromData(1L), Long.class).to("out", Sinks.discard());
        assertThatThrownBy(() -> FlinkRunner.on(unused()).add(pipeline))
                .isInstanceOf(PipelineNotForFlinkException.class)
                .hasMessageContainingAll("stream of in", "another environment");
    }

    /** No serde knows it. */
    static class Unknown {}

    @Test
    void shouldRefuseEventsThatNoSerdeKnows() {
        StreamExecutionEnvironment environment = unused();
        Pipeline pipeline = Pipeline.create("unknown");
        EventStream<Unknown> unknown = FlinkRunner.from(pipeline, "in", environment.fromData(1L), Long.class)
                .map(each -> new Unknown());
        FlinkRunner.to(unknown, "out", Unknown.class);
        assertThatThrownBy(() -> FlinkRunner.on(environment).add(pipeline))
                .isInstanceOf(PipelineNotForFlinkException.class)
                .hasMessageContainingAll("'out'", "cannot be written", Unknown.class.getName());
    }

    @Test
    void shouldSayThatAStreamIsNotThereYetOrNowhereElse() {
        StreamExecutionEnvironment environment = unused();
        Pipeline pipeline = Pipeline.create("nowhere");
        Supplier<DataStream<Long>> out = FlinkRunner.to(
                FlinkRunner.from(pipeline, "in", environment.fromData(1L), Long.class), "out", Long.class);
        assertThatThrownBy(out::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add the pipeline to an environment first");
        try (Engine engine = Engine.withWorkers(1)) {
            assertThatThrownBy(() -> engine.start(pipeline).join())
                    .hasStackTraceContaining("run the pipeline by FlinkRunner");
        }
    }

    @Test
    void shouldFailWithWordsAtANullAndAtAnEventWithoutTimestamp() {
        assertThatThrownBy(() -> run(each -> null)).hasStackTraceContaining("there is a null in the stream of Flink's");
        assertThatThrownBy(() -> run(each -> each)).hasStackTraceContaining("the event has no timestamp");
    }

    private static void run(MapFunction<Long, Long> map) throws Exception {
        StreamExecutionEnvironment environment = LocalFlink.environment(LocalFlink.plain(1));
        Pipeline pipeline = Pipeline.create("words");
        FlinkRunner.from(pipeline, "in", environment.fromData(1L).map(map).returns(Types.LONG), Long.class)
                .keyBy(each -> each)
                .window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("count", Aggregates.count())
                .to("out", Sinks.discard());
        FlinkRunner.on(environment).add(pipeline);
        environment.execute("words");
    }
}
