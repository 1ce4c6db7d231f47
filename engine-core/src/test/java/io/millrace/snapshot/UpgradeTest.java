package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ListState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may change between two versions of a program, and what is said about what may not. */
@Tag("machine")
class UpgradeTest {

    private static final int EVENTS = 200;
    private static final int KEYS = 7;
    private static final Path PLACE = Path.of("/snapshots");

    /** A state of any type, which a function makes of what it was and of the event. */
    private static final class Keeping<K, V> extends KeyedProcess<K, Long, String> {

        private final ValueState<V> state;
        private final Step<V> step;

        private interface Step<V> {
            V next(V before, long event);
        }

        private Keeping(ValueSpec<V> spec, Step<V> step) {
            state = value(spec);
            this.step = step;
        }

        @Override
        protected void process(Long event, KeyedContext<K> context, Emitter<String> out) {
            V next = step.next(state.get(), event);
            state.set(next);
            out.emit(context.key() + " " + next);
        }
    }

    private static final class Listing extends KeyedProcess<Long, Long, String> {

        private final ListState<Long> list = list("count", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<String> out) {
            list.add(event);
        }
    }

    private static Keeping<Long, Long> counting(ValueSpec<Long> spec) {
        return new Keeping<>(spec, (before, event) -> before == null ? 1 : before + 1);
    }

    private static Keeping<Long, Long> counting(String state) {
        return counting(ValueSpec.of(state, Long.class));
    }

    private static EventStream<Long> numbers(Pipeline pipeline) {
        return pipeline.source(
                        "numbers",
                        Sources.generate(index -> index).count(EVENTS).rate(1_000))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending());
    }

    private static Pipeline keyed(String operator, SupplierFn<? extends KeyedProcess<Long, Long, String>> process) {
        Pipeline pipeline = Pipeline.create("job");
        numbers(pipeline)
                .keyBy(number -> number % KEYS, Long.class)
                .process(operator, process)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Pipeline counts() {
        return keyed("count", () -> counting("count"));
    }

    /** Runs half of a job, and stops it. */
    private static Simulation half(Pipeline pipeline, int parallelism) {
        Simulation run = Simulation.of(pipeline).parallelism(parallelism).snapshots(Duration.ofSeconds(1));
        run.advance(Duration.ofMillis(100)).stop().run();
        assertThat(run.output("out")).hasSizeBetween(90, 110);
        return run;
    }

    private static Simulation next(Simulation run, Pipeline pipeline, UnaryOperator<Snapshots> options) {
        Snapshots snapshots = Snapshots.in(run.disk(), PLACE);
        return run.next(pipeline).parallelism(2).snapshots(options.apply(snapshots));
    }

    private static Simulation next(Simulation run, Pipeline pipeline) {
        return next(run, pipeline, options -> options);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Simulation run, Pipeline pipeline) {
        return assertThatThrownBy(() -> next(run, pipeline).run());
    }

    private static List<String> expectedCounts() {
        List<String> expected = new ArrayList<>();
        long[] counts = new long[KEYS];
        for (int number = 0; number < EVENTS; number++) {
            expected.add(number % KEYS + " " + ++counts[number % KEYS]);
        }
        return expected;
    }

    private static List<String> texts(Simulation run) {
        return run.output("out").stream().map(String::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource({"1,2", "1,5", "2,1", "2,3", "3,5", "4,3", "5,1", "5,4"})
    void shouldGoOnWithAnotherParallelism(int before, int after) {
        Simulation run = half(counts(), before);
        Simulation next = run.next(counts()).parallelism(after).snapshots(Duration.ofSeconds(1));
        assertThat(texts(next.run())).containsExactlyInAnyOrderElementsOf(expectedCounts());
    }

    record Account(String owner, int balance, int visits) {}

    /** Without visits, with a wider balance, in another order, and with what is new. */
    record BetterAccount(Instant seen, long balance, String owner) {}

    record OtherAccount(String owner, Instant balance) {}

    private static Pipeline accounts() {
        return keyed(
                "accounts",
                () -> new Keeping<Long, Account>(
                        ValueSpec.of("account", Account.class),
                        (before, event) -> new Account(
                                "owner", before == null ? 1 : before.balance() + 1, before == null ? 0 : 9)));
    }

    @Test
    void shouldReadARecordWithOtherComponents() throws Exception {
        Simulation run = half(accounts(), 3);
        Simulation next = next(
                run,
                keyed(
                        "accounts",
                        () -> new Keeping<Long, BetterAccount>(
                                ValueSpec.of("account", BetterAccount.class),
                                (before, event) -> new BetterAccount(
                                        before.seen() == null ? Instant.EPOCH : before.seen(),
                                        before.balance() + 1,
                                        before.owner()))));
        next.run();
        Map<Long, BetterAccount> read =
                Snapshot.open(run.disk(), PLACE).values("accounts", "account", Long.class, BetterAccount.class);
        assertThat(read).hasSize(KEYS).containsEntry(0L, new BetterAccount(Instant.EPOCH, 29, "owner"));
    }

    @Test
    void shouldSayWhichComponentHasATypeThatDoesNotFit() {
        Pipeline changed = keyed(
                "accounts",
                () -> new Keeping<Long, OtherAccount>(
                        ValueSpec.of("account", OtherAccount.class), (before, event) -> before));
        assertRefused(half(accounts(), 2), changed)
                .hasMessageContainingAll(
                        "State 'account' of operator 'accounts'",
                        "component 'balance' was written as int and is now instant");
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    sealed interface MoreShapes permits Shapes.Circle, Shapes.Square, Shapes.Line {}

    /** The same names as those of the older version. */
    private static final class Shapes {
        record Circle(int radius) implements MoreShapes {}

        record Square(int side) implements MoreShapes {}

        record Line(int length) implements MoreShapes {}
    }

    @Test
    void shouldReadASealedTypeWithMoreSubtypes() {
        Pipeline shapes = keyed(
                "shapes",
                () -> new Keeping<Long, Shape>(
                        ValueSpec.of("shape", Shape.class),
                        (before, event) -> event % 2 == 0 ? new Circle((int) event) : new Square((int) event)));
        Simulation next = next(
                half(shapes, 2),
                keyed(
                        "shapes",
                        () -> new Keeping<Long, MoreShapes>(
                                ValueSpec.of("shape", MoreShapes.class),
                                (before, event) -> before == null ? new Shapes.Line(1) : before)));
        next.run();
        assertThat(texts(next)).hasSize(EVENTS).noneMatch(line -> line.contains("Line"));
    }

    @Test
    void shouldBeginWithNothingInAnOperatorThatWasAdded() {
        Simulation run = half(counts(), 2);
        int before = run.output("out").size();
        Pipeline more = Pipeline.create("job");
        EventStream<Long> numbers = numbers(more);
        numbers.keyBy(number -> number % KEYS, Long.class)
                .process("count", () -> counting("count"))
                .to("out", Sinks.discard());
        numbers.map(number -> number + 1)
                .keyBy(number -> number % KEYS, Long.class)
                .process("added", () -> counting("count"))
                .to("added-out", Sinks.discard());
        Simulation next = next(run, more).run();
        assertThat(texts(next)).containsExactlyInAnyOrderElementsOf(expectedCounts());
        assertThat(next.output("added-out")).contains("0 1").hasSize(EVENTS - before);
    }

    @Test
    void shouldRefuseToForgetAnOperatorUnlessItMayGo() {
        Simulation run = half(counts(), 2);
        Pipeline renamed = keyed("tally", () -> counting("count"));
        assertRefused(run, renamed)
                .hasMessageContainingAll(
                        "has state of operators that the pipeline does not have: [count]",
                        "allowDroppedState(\"count\")");
        Simulation next = next(run, renamed, options -> options.allowDroppedState("count"));
        assertThat(texts(next.run())).hasSize(EVENTS).contains("0 1");
    }

    @Test
    void shouldRefuseToForgetAStateUnlessItMayGo() {
        Simulation run = half(counts(), 2);
        Pipeline renamed = keyed("count", () -> counting("tally"));
        assertRefused(run, renamed)
                .rootCause()
                .hasMessageContainingAll("operator 'count'", "does not declare any more: [count]", "allowDroppedState");
        Simulation next = next(run, renamed, options -> options.allowDroppedState("count"));
        assertThat(texts(next.run())).hasSize(EVENTS);
    }

    @Test
    void shouldRefuseToForgetKeyedStateWhenTheOperatorHasNoneAnyMore() {
        Simulation run = half(counts(), 2);
        Pipeline changed = Pipeline.create("job");
        numbers(changed).map(number -> number % KEYS + " mapped").named("count").to("out", Sinks.discard());
        assertRefused(run, changed)
                .rootCause()
                .hasMessageContainingAll("operator 'count'", "does not declare any more: [all that is keyed]");
        Simulation next = next(run, changed, options -> options.allowDroppedState("count"));
        assertThat(texts(next.run())).hasSize(EVENTS).contains("0 mapped");
    }

    @Test
    void shouldRefuseKeysOfAnotherType() {
        Pipeline changed = Pipeline.create("job");
        numbers(changed)
                .keyBy(number -> "key " + number % KEYS, String.class)
                .process(
                        "count",
                        () -> new Keeping<String, Long>(
                                ValueSpec.of("count", Long.class), (before, event) -> before + 1))
                .to("out", Sinks.discard());
        assertRefused(half(counts(), 2), changed)
                .rootCause()
                .hasMessageContainingAll("State 'count' of operator 'count' has keys of the form string", "long");
    }

    @Test
    void shouldRefuseAStateOfAnotherKind() {
        assertRefused(half(counts(), 2), keyed("count", Listing::new))
                .rootCause()
                .hasMessageContainingAll("State 'count' of operator 'count' has a state of kind LIST", "VALUE");
    }

    @Test
    void shouldRefuseTheSnapshotsOfAnotherJob() {
        Pipeline other = Pipeline.create("other");
        numbers(other).to("out", Sinks.discard());
        assertRefused(half(counts(), 2), other)
                .hasMessageContainingAll("belong to job 'job', not to 'other'", "use another directory");
    }

    @Test
    void shouldRefuseToForgetWhereASourceWas() {
        Pipeline other = Pipeline.create("job");
        other.source("digits", Sources.of(1L, 2L))
                .keyBy(number -> number, Long.class)
                .process("count", () -> counting("count"))
                .to("out", Sinks.discard());
        assertRefused(half(counts(), 2), other).hasMessageContaining("numbers");
    }

    @Test
    void shouldApplyAnotherTimeToLive() {
        ValueSpec<Long> spec = ValueSpec.of("count", Long.class);
        Simulation run = half(keyed("count", () -> counting(spec.ttl(Ttl.eventTime(Duration.ofHours(1))))), 2);
        int before = run.output("out").size();
        Simulation next = next(run, keyed("count", () -> counting(spec.ttl(Ttl.eventTime(Duration.ofMillis(3))))));
        List<String> texts = texts(next.run());
        // What a task reads before its first watermark finds what was there.
        assertThat(texts.subList(before, EVENTS).stream().filter(text -> !text.endsWith(" 1")))
                .hasSizeLessThanOrEqualTo(KEYS);
    }

    @Test
    void shouldTakeATimeToLiveAwayAndGiveOne() {
        ValueSpec<Long> spec = ValueSpec.of("count", Long.class);
        ValueSpec<Long> brief = spec.ttl(Ttl.eventTime(Duration.ofHours(1)));
        Simulation run = half(keyed("count", () -> counting(brief)), 2);
        assertRefused(run, counts()).hasMessageContaining("does not declare any more: [count.ttl-event-time]");
        Simulation next = next(run, counts(), options -> options.allowDroppedState("count"));
        assertThat(texts(next.run())).containsExactlyInAnyOrderElementsOf(expectedCounts());
        assertThat(texts(next(half(counts(), 2), keyed("count", () -> counting(brief)))
                        .run()))
                .containsAll(expectedCounts().subList(100, 150));
    }

    @Test
    void shouldReadANumberThatHasBecomeWider() {
        Pipeline ints = keyed(
                "count",
                () -> new Keeping<Long, Integer>(
                        ValueSpec.of("count", Integer.class), (before, event) -> before == null ? 1 : before + 1));
        assertThat(texts(next(half(ints, 2), counts()).run())).containsExactlyInAnyOrderElementsOf(expectedCounts());
        Pipeline narrower = keyed(
                "count",
                () -> new Keeping<Long, Integer>(ValueSpec.of("count", Integer.class), (before, event) -> before));
        assertRefused(half(counts(), 2), narrower).hasMessageContainingAll("written as long", "is now int");
    }

    @Test
    void shouldNotMindOperatorsWithoutStateInBetween() {
        Fn<Long, Long> same = number -> number;
        Simulation run = half(counts(), 2);
        Pipeline changed = Pipeline.create("job");
        numbers(changed)
                .map(same)
                .filter(number -> number >= 0)
                .keyBy(number -> number % KEYS, Long.class)
                .process("count", () -> counting("count"))
                .map(text -> text)
                .to("out", Sinks.discard());
        assertThat(texts(next(run, changed).run())).containsExactlyInAnyOrderElementsOf(expectedCounts());
    }

    @Test
    void shouldGoBackToASnapshotByItsName() throws Exception {
        Simulation run = Simulation.of(counts()).parallelism(2).snapshots(Duration.ofSeconds(1));
        run.advance(Duration.ofMillis(50)).snapshot("before-upgrade");
        int before = run.output("out").size();
        run.advance(Duration.ofMillis(50)).stop().run();
        int stopped = run.output("out").size();
        Simulation next =
                next(run, counts(), options -> options.from("before-upgrade")).run();
        List<String> again = texts(next).subList(stopped, texts(next).size());
        assertThat(again).hasSize(EVENTS - before);
        assertThatThrownBy(() ->
                        next(run, counts(), options -> options.from("nothing")).run())
                .hasMessageContainingAll("there is no snapshot 'nothing'", "before-upgrade");
    }

    @Test
    void shouldKeepChainsShortWhenNothingChanges() throws Exception {
        Simulation run = Simulation.of(counts()).parallelism(1).snapshots(Duration.ofMillis(1));
        run.advance(Duration.ofMillis(190));
        for (int i = 0; i < 300; i++) {
            run.snapshot("kept-" + i);
        }
        run.run();
        try (var store = Snapshots.in(run.disk(), PLACE).open()) {
            assertThat(store.manifests())
                    .hasSizeGreaterThan(300)
                    .allSatisfy(manifest -> manifest.files()
                            .forEach(task -> assertThat(task.chain()).hasSizeLessThanOrEqualTo(200)));
        }
    }
}
