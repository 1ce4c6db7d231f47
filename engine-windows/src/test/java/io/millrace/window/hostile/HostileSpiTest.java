package io.millrace.window.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
import io.millrace.operator.Aggregate;
import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.StatefulProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.SharedReader;
import io.millrace.source.Source;
import io.millrace.source.SourceReader;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockWriter;
import io.millrace.state.store.Disk;
import io.millrace.state.store.SnapshotStore;
import io.millrace.testing.SimulationException;
import io.millrace.time.WatermarkGenerator;
import io.millrace.window.WindowFunction;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.WindowAssigner;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method that users implement, misbehaving in every way: what fails is told with the name of whose it is. */
@Timeout(300)
class HostileSpiTest {

    private static final List<String> KEYED = List.of(
            "'process'",
            "'windows'",
            "'flat'",
            "'reduce'",
            "'function'",
            "'sessions'",
            "'connected'",
            "'ruled'",
            "'key of process'",
            "'key of connected'",
            "'key of ruled'",
            "'key of windows'",
            "'key of reduce'",
            "'key of function'",
            "'key of sessions'",
            "'it'");
    private static final List<String> STORE = List.of("snapshots in /snapshots", "/snapshots/");

    /** What no user should have to read: an error of the engine's own code. */
    private static final List<String> RAW = List.of(
            "Cannot invoke",
            "because \"",
            "cannot be cast",
            "stands still",
            "out of bounds",
            "Unsupported",
            "element(s)");

    /** What fails the snapshot alone, while one is taken. */
    private static final Set<String> CONTAINED = Set.of(
            "SnapshotStore.create",
            "SnapshotStore.publish",
            "SnapshotStore.retain",
            "SnapshotStore.discard",
            "SnapshotStore.has",
            "BlockWriter.write",
            "BlockWriter.finish",
            "BlockWriter.close",
            "File.append",
            "File.force",
            "Serde.write");

    /** What may give null. */
    private static final Set<String> NULLABLE = Set.of(
            "Source.eventType",
            "SplitSource.eventType of splits",
            "Aggregate.resultType",
            "FlatAggregate.resultType",
            "SourceReader.position",
            "TransactionalWriter.prepare of out",
            "BlockReader.next",
            "Disk.lock");

    /** Functions have the names of the verbs that take them. */
    private static final Set<Class<?>> NAMED_OTHERWISE =
            Set.of(Fn.class, BiFn.class, TriFn.class, QuadFn.class, SupplierFn.class);

    /** What only describes is asked for where the pipeline is built, too. */
    private static final Set<String> DESCRIBING = Set.of(
            "blocking",
            "live",
            "maxParallelism",
            "splitsAtOnce",
            "eventType",
            "resultType",
            "preparedType",
            "takes",
            "needsTimestamps");

    /** What fails nothing is told in the log alone. */
    private static final Set<String> LOGGED = Set.of(
            "SnapshotStore.discard",
            "SnapshotStore.retain",
            "SnapshotStore.close",
            "SnapshotStore.has",
            "SnapshotStore.oldest",
            "SnapshotStore.placeOf",
            "SnapshotStore.toString",
            "SourceReader.lag",
            "Operator.waitsFor",
            "BlockReader.close",
            "BlockWriter.close",
            "Disk.delete",
            "File.close");

    /** What users are given, or only the engine implements. */
    private static final Set<String> GIVEN = Set.of(
            "AggregatingState",
            "BlockSink",
            "ByKey",
            "Clock",
            "CompositeSerde",
            "Counter",
            "Emitter",
            "EntryWalk",
            "Expiring",
            "ForwardingTaskContext",
            "Histogram",
            "JobRefusedException",
            "KeyHasher",
            "KeyList",
            "KeyMap",
            "KeyReader",
            "KeyWalk",
            "KeyedContext",
            "ListState",
            "MapState",
            "Metrics",
            "OfEach",
            "OperatorContext",
            "OperatorInput",
            "Output",
            "RuleContext",
            "Scheduled",
            "SeedTest",
            "SinkContext",
            "SourceContext",
            "SourceSplits",
            "StateClock",
            "StateHandle",
            "StateSerde",
            "StateSpec",
            "StatefulProcess",
            "Subscription",
            "TableView",
            "TaskContext",
            "Timer",
            "TriggerContext",
            "Type",
            "ValueState");

    /** What other tests try: {@code FailureTest}, {@code ShownTest}, and those of what takes them. */
    private static final Set<String> TRIED_ELSEWHERE = Set.of(
            "AcknowledgedSource",
            "Entries",
            "Inbox",
            "Follower",
            "Host",
            "JobListener",
            "KeyedExtension",
            "KeyedStore",
            "LongFn",
            "Showing",
            "ViewListener");

    /** Who is to be named when an implementation misbehaves at a place, or anywhere when that is null. */
    private record Spi(Class<?> type, String place, List<String> names) {
        private Spi(Class<?> type, String... names) {
            this(type, null, quoted(names));
        }
    }

    private static List<String> quoted(String... names) {
        return Stream.of(names).map(name -> "'" + name + "'").toList();
    }

    private static final List<Spi> SPIS = List.of(
            new Spi(Source.class, "in", "splits"),
            new Spi(SourceReader.class, "in", "splits"),
            new Spi(SplitSource.class, "splits", quoted("splits")),
            new Spi(SplitFinder.class, "splits"),
            new Spi(SharedReader.class, "splits"),
            new Spi(Sink.class, "plain", quoted("plain")),
            new Spi(TransactionalSink.class, "out", quoted("out")),
            new Spi(SinkWriter.class, "plain", quoted("plain")),
            new Spi(TransactionalWriter.class, "out", quoted("out")),
            new Spi(Committer.class, "out"),
            new Spi(Operator.class, "it"),
            new Spi(KeyedProcess.class, "process"),
            new Spi(ConnectedProcess.class, "connected"),
            new Spi(RulesProcess.class, "ruled"),
            new Spi(Timer.Callback.class, "process"),
            new Spi(Aggregate.class, "windows", "flat"),
            new Spi(FlatAggregate.class, "flat"),
            new Spi(Trigger.class, "windows"),
            new Spi(WindowAssigner.class, "windows"),
            new Spi(WindowFunction.class, "function"),
            new Spi(WatermarkGenerator.class, "timestamps"),
            new Spi(ToLongFn.class, "timestamps"),
            new Spi(Fn.class, "map", quoted("map")),
            new Spi(Fn.class, "flatMap", quoted("flatMap")),
            new Spi(Fn.class, "key", KEYED),
            new Spi(Fn.class, "gap", quoted("sessions")),
            new Spi(ToDoubleFn.class, "sessions"),
            new Spi(TriFn.class, "sessions"),
            new Spi(QuadFn.class, "sessions"),
            new Spi(PredicateFn.class, "filter"),
            new Spi(ConsumerFn.class, "peek"),
            new Spi(SupplierFn.class, "it"),
            new Spi(BiFn.class, "reduce"),
            new Spi(BiConsumerFn.class, "ids"),
            new Spi(Object.class, null, KEYED),
            new Spi(Serde.class, null, KEYED),
            new Spi(Snapshots.Place.class, null, STORE),
            new Spi(SnapshotStore.class, null, STORE),
            new Spi(BlockWriter.class, null, STORE),
            new Spi(BlockReader.class, null, STORE),
            new Spi(Disk.class, null, STORE),
            new Spi(Disk.File.class, null, STORE));

    private record Target(Spi spi, Method method) {
        @Override
        public String toString() {
            return spi.type.getSimpleName() + "." + method.getName() + (spi.place == null ? "" : " of " + spi.place);
        }
    }

    static Stream<Target> methods() {
        List<Target> all = new ArrayList<>();
        for (Spi spi : SPIS) {
            Stream<Method> methods = StatefulProcess.class.isAssignableFrom(spi.type)
                    ? Stream.of(spi.type.getDeclaredMethods()).filter(m -> Modifier.isAbstract(m.getModifiers()))
                    : Stream.of(spi.type.getMethods());
            methods.filter(method -> isOverridable(spi.type, method))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> all.add(new Target(spi, method)));
        }
        return all.stream();
    }

    private static boolean isOverridable(Class<?> type, Method method) {
        int modifiers = method.getModifiers();
        boolean text = List.of("equals", "hashCode", "toString").contains(method.getName());
        return !Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers) && (type != Object.class || text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void shouldNameWhoMisbehaves(Target target) {
        List<String> wrong = new ArrayList<>();
        boolean atOnce = target.toString().hashCode() % 2 == 0;
        for (Misbehaviour misbehaviour : Misbehaviour.values()) {
            if (misbehaviour == Misbehaviour.NULL && mayReturnNull(target.method)) {
                check(target, misbehaviour, 0, wrong);
                check(target, misbehaviour, 3, wrong);
            } else if (misbehaviour != Misbehaviour.NULL) {
                atOnce = !atOnce;
                check(target, misbehaviour, atOnce ? 0 : 3, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean mayReturnNull(Method method) {
        return !method.getReturnType().isPrimitive();
    }

    private static void check(Target target, Misbehaviour misbehaviour, int callsBefore, List<String> wrong) {
        Hostility hostility =
                new Hostility(target.spi.place, target.method, misbehaviour, callsBefore, HostileSpiTest::isSpi);
        HostileJob job = new HostileJob(hostility);
        Throwable thrown = catchThrowable(() -> job.run(callsBefore));
        List<String> problems = thrown == null
                ? problemsOfSilence(target, hostility, misbehaviour, job.snapshotFailure())
                : problemsOf(target, misbehaviour, thrown);
        if (thrown instanceof SimulationException && CONTAINED.contains(target.toString()) && !job.hasCrashed()) {
            problems.add("the job fails in place of the snapshot: " + SafeText.message(thrown));
        }
        problems.forEach(problem -> wrong.add(hostility + ": " + problem));
    }

    @Test
    void shouldTryEveryInterfaceThatUsersImplement() throws IOException {
        Set<String> tried = SPIS.stream().map(spi -> spi.type.getSimpleName()).collect(Collectors.toSet());
        assertThat(PublicInterfaces.names())
                .hasSizeGreaterThan(40)
                .filteredOn(name -> !GIVEN.contains(name) && !TRIED_ELSEWHERE.contains(name))
                .isSubsetOf(tried);
    }

    private static boolean isSpi(Class<?> type) {
        return SPIS.stream().anyMatch(spi -> spi.type == type && type != Object.class);
    }

    private static List<String> problemsOfSilence(
            Target target, Hostility hostility, Misbehaviour misbehaviour, String snapshotFailure) {
        boolean mayBeSo = !hostility.hasStruck()
                || LOGGED.contains(target.toString())
                || (misbehaviour == Misbehaviour.NULL && mayBeNull(target, hostility));
        if (snapshotFailure != null) {
            return problemsOf(target, misbehaviour, snapshotFailure);
        }
        return mayBeSo ? new ArrayList<>() : new ArrayList<>(List.of("nobody is told"));
    }

    private static boolean mayBeNull(Target target, Hostility hostility) {
        boolean toldBefore = target.method.getName().equals("position") && hostility.callsBefore() > 0;
        return NULLABLE.contains(target.toString()) && !toldBefore;
    }

    private static List<String> problemsOf(Target target, Misbehaviour misbehaviour, Throwable thrown) {
        if (!(thrown instanceof SimulationException) && DESCRIBING.contains(target.method.getName())) {
            return new ArrayList<>(); // to whoever calls the method of the pipeline, with the place in the program
        }
        String whole = SafeText.message(thrown);
        return problemsOf(target, misbehaviour, whole.substring(whole.indexOf("]: ") + 1));
    }

    private static List<String> problemsOf(Target target, Misbehaviour misbehaviour, String message) {
        List<String> problems = new ArrayList<>();
        if (target.spi.names.stream().noneMatch(message::contains)) {
            problems.add("does not tell who: " + message);
        }
        if (RAW.stream().anyMatch(message::contains)) {
            problems.add("is raw: " + message);
        }
        boolean isNull = misbehaviour == Misbehaviour.NULL;
        boolean isNamed = message.contains(target.method.getName()) || NAMED_OTHERWISE.contains(target.spi.type);
        if (isNull && !NULLABLE.contains(target.toString()) && !(message.contains("returned null") && isNamed)) {
            problems.add("does not tell that the method returned null: " + message);
        }
        if (!isNull && !tellsWhy(target, misbehaviour, message)) {
            problems.add("does not tell why: " + message);
        }
        return problems;
    }

    private static boolean tellsWhy(Target target, Misbehaviour misbehaviour, String message) {
        return message.contains(misbehaviour.text())
                || (misbehaviour == Misbehaviour.OVERFLOW && message.contains("nested too deeply"))
                || (misbehaviour == Misbehaviour.MEMORY && message.contains("more memory than this program"))
                || (!misbehaviour.isDeclaredBy(target.method) && message.contains("UndeclaredThrowableException"));
    }
}
