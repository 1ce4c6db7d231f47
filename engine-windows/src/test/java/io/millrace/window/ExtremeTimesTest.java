package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.AsyncStream;
import io.millrace.ConnectedRules;
import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.KeyedStream;
import io.millrace.Lookup;
import io.millrace.Pipeline;
import io.millrace.call.CallOptions;
import io.millrace.call.CallOptions.CallOrder;
import io.millrace.job.JobState;
import io.millrace.metrics.TaskMetrics;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operators;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.log.Warnings;
import io.millrace.testing.ManualClock;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However long or short a duration, and however far an instant: it works, or is refused in words. */
class ExtremeTimesTest {

    private static final List<Class<?>> MODULES = List.of(Ttl.class, Pipeline.class, Windows.class);

    @TempDir
    private Path directory;

    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void closeEngines() {
        engines.forEach(Engine::close);
    }

    /** The one that was begun last. */
    private Pipeline pipeline;

    static List<Duration> durations() {
        Duration years = Duration.ofNanos(Long.MAX_VALUE);
        return List.of(
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofMillis(Long.MAX_VALUE),
                Duration.ofMillis(Long.MIN_VALUE),
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofNanos(1),
                Duration.ofMillis(1),
                years,
                years.minusNanos(1),
                years.plusNanos(1));
    }

    static List<Instant> instants() {
        return List.of(
                Instant.MIN,
                Instant.MAX,
                Instant.EPOCH,
                Instant.ofEpochMilli(Long.MIN_VALUE),
                Instant.ofEpochMilli(Long.MIN_VALUE + 1),
                Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /** The public methods that take a time, of all types that users see; those of interfaces are tried by jobs. */
    private static List<Method> methods() throws IOException, URISyntaxException, ClassNotFoundException {
        List<Method> found = new ArrayList<>();
        for (Class<?> module : MODULES) {
            Path place = Path.of(
                    module.getProtectionDomain().getCodeSource().getLocation().toURI());
            int before = found.size();
            if (Files.isDirectory(place)) {
                addBelow(place, module.getClassLoader(), found);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    addBelow(jar.getPath("/"), module.getClassLoader(), found);
                }
            }
            assertThat(found).as("methods of %s", place).hasSizeGreaterThan(before);
        }
        return found;
    }

    private static void addBelow(Path root, ClassLoader loader, List<Method> found)
            throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replace(".class", "");
                if (!name.endsWith("-info") && !name.contains(".runtime.")) {
                    add(Class.forName(name, false, loader), found);
                }
            }
        }
    }

    private static void add(Class<?> type, List<Method> found) {
        if (!Modifier.isPublic(type.getModifiers()) || type.isInterface()) {
            return;
        }
        for (Method method : type.getDeclaredMethods()) {
            boolean takesTime = Stream.of(method.getParameterTypes())
                    .anyMatch(each -> each == Duration.class || each == Instant.class);
            if (takesTime && Modifier.isPublic(method.getModifiers()) && !method.isBridge()) {
                found.add(method);
            }
        }
    }

    /** New ones of the types that have such methods. */
    private Map<Class<?>, Supplier<Object>> receivers(Job ended) {
        Map<Class<?>, Supplier<Object>> receivers = new HashMap<>();
        receivers.put(Snapshots.class, () -> Snapshots.in(directory));
        receivers.put(Restart.class, () -> Restart.fixedDelay(1, Duration.ZERO));
        receivers.put(Watermarks.class, Watermarks::ascending);
        receivers.put(PushSource.class, () -> Sources.push(16));
        receivers.put(Job.class, () -> ended);
        receivers.put(Engine.class, () -> {
            engines.add(Engine.withWorkers(1));
            return engines.get(engines.size() - 1);
        });
        receivers.put(ManualClock.class, () -> ManualClock.startingAt(Instant.EPOCH));
        receivers.put(Simulation.class, () -> Simulation.of(job(events())));
        receivers.put(Warnings.class, () -> new Warnings(System.getLogger("io.millrace.test"), () -> 0));
        receivers.put(OperatorHarness.class, () -> opened(OperatorHarness.of(Operators.<Long>filter(each -> true))));
        receivers.put(
                WindowedStream.class,
                () -> events().keyBy(each -> 1, Integer.class).window(Windows.tumbling(Duration.ofSeconds(1))));
        receivers.put(EventStream.class, this::events);
        receivers.put(KeyedStream.class, () -> events().keyBy(each -> 1, Integer.class));
        receivers.put(AsyncStream.class, () -> events().mapAsync("calls", CompletableFuture::completedStage));
        receivers.put(Lookup.class, () -> events().lookup(each -> each, CompletableFuture::completedStage));
        receivers.put(ConnectedRules.class, () -> {
            EventStream<Long> events = events();
            return events.keyBy(each -> 1, Integer.class).connect(events.broadcast());
        });
        receivers.put(CallOptions.class, () -> CallOptions.of(CallOrder.OF_EVENTS));
        receivers.put(
                TaskMetrics.class, () -> ended.metrics().tasks().iterator().next());
        receivers.put(RequestSource.class, () -> Sources.requests(16, Long.class, Long.class));
        return receivers;
    }

    private static Object opened(OperatorHarness<Long, Long> harness) {
        try {
            return harness.open();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object argument(Class<?> type, Object tried, Object otherwise) {
        if (type == Duration.class) {
            return tried instanceof Duration ? tried : otherwise;
        }
        if (type == Instant.class) {
            return tried instanceof Instant ? tried : Instant.EPOCH;
        }
        if (type == Watermarks.class) {
            return Watermarks.ascending();
        }
        if (type == Timestamps.class) {
            return Timestamps.millis((Long each) -> each);
        }
        if (type == Path.class) {
            return Path.of("lines.txt");
        }
        if (type == Collection.class) {
            return List.of();
        }
        if (type == int.class || type == long.class) {
            return 3;
        }
        return type == String.class || type == Object.class ? "x" : null;
    }

    @Test
    void shouldWorkOrRefuseInWordsWhateverTimeAMethodIsGiven() throws Exception {
        List<Object> tried = new ArrayList<>(durations());
        tried.addAll(instants());
        try (Engine engine = Engine.create()) {
            Job ended = engine.start(job(events()));
            ended.join();
            Map<Class<?>, Supplier<Object>> receivers = receivers(ended);
            TreeSet<String> unknown = new TreeSet<>();
            for (Method method : methods()) {
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                if (!isStatic && !receivers.containsKey(method.getDeclaringClass())) {
                    unknown.add(method.toString());
                    continue;
                }
                for (Object time : tried) {
                    Object receiver = isStatic
                            ? null
                            : receivers.get(method.getDeclaringClass()).get();
                    call(method, receiver, time).ifPresent(unknown::add);
                }
            }
            assertThat(unknown)
                    .as("methods that go wrong, or of types that this test makes none of")
                    .isEmpty();
        }
    }

    /** Tells what went wrong, if anything. */
    private static Optional<String> call(Method method, Object receiver, Object time) throws Exception {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(type -> argument(type, time, Duration.ofSeconds(1)))
                .toArray();
        try {
            method.invoke(receiver, arguments);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            boolean inWords = e.getCause() instanceof IllegalArgumentException refused
                    && refused.getMessage() != null
                    && refused.getMessage().contains(" ");
            return inWords ? Optional.empty() : Optional.of(method + " with " + time + ": " + e.getCause());
        }
    }

    private EventStream<Long> events() {
        return events(Watermarks.ascending());
    }

    private EventStream<Long> events(Watermarks<Object> watermarks) {
        pipeline = Pipeline.create("extremes");
        return pipeline.source("events", Sources.of(-5L, 0L, 1_000L, 2_000L, 1L << 40))
                .typed(Long.class)
                .timestamps(Timestamps.millis(time -> time), watermarks);
    }

    /** A job of a stream that {@link #events} has begun. */
    private Pipeline job(EventStream<?> stream) {
        stream.to("out", Sinks.discard());
        return pipeline;
    }

    /** Either refuses in words, or gives what can be run to the end. */
    private void runUnlessRefused(Supplier<EventStream<?>> stream) {
        EventStream<?> accepted;
        try {
            accepted = stream.get();
        } catch (IllegalArgumentException e) {
            assertThat(e).message().isNotBlank();
            return;
        }
        Simulation run = Simulation.of(job(accepted)).snapshots(Duration.ofMillis(10));
        assertThat(run.run().state()).isEqualTo(JobState.FINISHED);
    }

    private WindowedStream<Integer, Long> windowed(
            io.millrace.KeyedExtension<Integer, Long, WindowedStream<Integer, Long>> windows) {
        return events().keyBy(each -> 1, Integer.class).window(windows);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void shouldRunJobsWithAnyDuration(Duration duration) {
        runUnlessRefused(() -> windowed(Windows.tumbling(duration)).aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.sliding(duration, duration)).aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.cumulative(duration, duration)).aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.session(duration)).aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.trailing(duration)).aggregate("w", Aggregates.count()));
        runUnlessRefused(
                () -> windowed(Windows.sessionWithGap(each -> duration.isNegative() ? Duration.ZERO : duration))
                        .aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.<Integer, Long>tumbling(Duration.ofSeconds(1)))
                .allowedLateness(duration)
                .aggregate("w", Aggregates.count()));
        runUnlessRefused(() -> windowed(Windows.<Integer, Long>tumbling(Duration.ofSeconds(1)))
                .aggregate("w", Aggregates.count(), Emit.everyProcessingTime(duration)));
        runUnlessRefused(() -> windowed(Windows.<Integer, Long>tumbling(Duration.ofSeconds(1)))
                .aggregate("w", Aggregates.count(), Emit.every(duration)));
        runUnlessRefused(() -> events(Watermarks.boundedOutOfOrderness(duration)));
        runUnlessRefused(() -> events(Watermarks.ascending().idleAfter(duration)));
        runUnlessRefused(() -> events(Watermarks.ascending().closeAfterIdle(duration)));
        runUnlessRefused(() -> events(Watermarks.ascending().maxAhead(duration)));
        runUnlessRefused(() -> expiring(Ttl.eventTime(duration)));
        runUnlessRefused(() -> expiring(Ttl.processingTime(duration)));
    }

    private EventStream<?> expiring(Ttl ttl) {
        return events().keyBy(each -> 1, Integer.class)
                .process("expiring", () -> new KeyedProcess<Integer, Long, Long>() {
                    private final ValueState<Long> last =
                            value(ValueSpec.of("last", Long.class).ttl(ttl));

                    @Override
                    protected void process(Long event, KeyedContext<Integer> context, Emitter<Long> out) {
                        out.emit(last.getOr(0L));
                        last.set(event);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("durations")
    void shouldRestartAfterAnyDelayAndTakeSnapshotsAtAnyInterval(Duration duration) {
        for (Supplier<Restart> restart : List.<Supplier<Restart>>of(
                () -> Restart.fixedDelay(2, duration),
                () -> Restart.exponentialBackoff(3, duration, duration),
                () -> Restart.exponentialBackoff(90, Duration.ofNanos(1), duration),
                () -> Restart.fixedDelay(2, Duration.ZERO).healthyAfter(duration))) {
            Restart accepted;
            try {
                accepted = restart.get();
            } catch (IllegalArgumentException e) {
                assertThat(e).message().isNotBlank();
                continue;
            }
            for (int attempt = 1; attempt <= 90; attempt++) {
                assertThat(accepted.delay(attempt)).isGreaterThanOrEqualTo(Duration.ZERO);
            }
            EventStream<Long> failing = events().map(each -> {
                throw new IllegalStateException("on purpose");
            });
            Simulation run = Simulation.of(job(failing)).restart(accepted);
            assertThatCode(() -> run.steps(40))
                    .satisfies(error -> assertThat(
                                    error == null || error.toString().contains("on purpose"))
                            .isTrue());
        }
        snapshots(() -> Snapshots.in(directory).every(duration));
        snapshots(() -> Snapshots.in(directory).timeout(duration));
    }

    private void snapshots(Supplier<Snapshots> options) {
        Snapshots accepted;
        try {
            accepted = options.get();
        } catch (IllegalArgumentException e) {
            assertThat(e).message().isNotBlank();
            return;
        }
        assertThat(accepted.interval()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("instants")
    void shouldFireTimersAndTakeEventsAtAnyInstant(Instant instant) {
        EventStream<Instant> results = events().keyBy(each -> 1, Integer.class)
                .process("timed", () -> new KeyedProcess<Integer, Long, Instant>() {
                    private final Timer timer = eventTimer("timer", (context, out) -> out.emit(context.watermark()));

                    @Override
                    protected void process(Long event, KeyedContext<Integer> context, Emitter<Instant> out) {
                        timer.set(instant);
                        out.emit(instant, instant);
                    }
                });
        Simulation run = Simulation.of(job(results)).run();
        assertThat(run.output("out")).hasSizeGreaterThan(5);
    }
}
