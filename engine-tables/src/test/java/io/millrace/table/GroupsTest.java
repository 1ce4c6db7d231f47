package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.table.Grouping.GroupChange;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Aggregates of groups whose rows are not those that changes tell of, and what a restart costs. */
class GroupsTest {

    record User(String name, String tier) {}

    private static final Type<String> STRING = Type.of(String.class);
    private static final Type<Long> LONG = Type.of(Long.class);
    private static final long INTERVAL = 100;

    @SuppressWarnings("unchecked") // it counts rows of any type
    private static Operator<GroupChange<String, String, String>, TableChange<String, Long>> counting() {
        return subtracting((Aggregate<String, ?, Long>) (Aggregate<?, ?, ?>) Aggregates.count());
    }

    /** The same, with numbers in place of objects. */
    @SuppressWarnings("unchecked") // as above
    private static Operator<GroupChange<String, String, String>, TableChange<String, Long>> countingFlat() {
        return new FlatGroups<>((FlatAggregate<String, Long>) (Aggregate<?, ?, ?>) Aggregates.count(), STRING);
    }

    private static <A, R> Operator<GroupChange<String, String, String>, TableChange<String, R>> subtracting(
            Aggregate<String, A, R> aggregate) {
        return new SubtractingGroups<>(aggregate, STRING);
    }

    private static <A, R> Operator<GroupChange<String, String, String>, TableChange<String, R>> keeping(
            Aggregate<String, A, R> aggregate) {
        return new RowGroups<>(new GroupRows<String, String, String, A, R>(aggregate, STRING, STRING));
    }

    private static <A, R> Operator<GroupChange<String, String, String>, TableChange<String, R>> keepingEvery(
            Aggregate<String, A, R> aggregate, Type<R> results) {
        return new RowGroupsEvery<>(
                new GroupRows<String, String, String, A, R>(aggregate, STRING, STRING), INTERVAL, results);
    }

    private static <R> OperatorHarness<GroupChange<String, String, String>, TableChange<String, R>> harness(
            Operator<GroupChange<String, String, String>, TableChange<String, R>> operator) throws Exception {
        Fn<GroupChange<String, String, String>, String> key = GroupChange::group;
        return OperatorHarness.of(operator)
                .keyedBy(Fn.typed(key, STRING))
                .snapshots()
                .open();
    }

    private static void change(
            OperatorHarness<GroupChange<String, String, String>, ?> harness, String key, String before, String after)
            throws Exception {
        harness.event(new GroupChange<>("gold", key, before, after), 1);
    }

    private static void refuses(
            OperatorHarness<GroupChange<String, String, String>, ?> harness, String key, String before, String after) {
        assertThatThrownBy(() -> change(harness, key, before, after))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("gold", key, "does not have the row", "other names");
    }

    @Test
    void shouldRefuseToTakeARowOutOfAGroupThatHasNone() throws Exception {
        for (var counting : List.of(counting(), countingFlat())) {
            OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness = harness(counting);
            change(harness, "ada", null, "a");
            change(harness, "ada", "a", null);
            refuses(harness, "ada", "a", null);
        }
        refuses(harness(counting()), "ada", "a", "b");
        refuses(harness(countingFlat()), "ada", "a", "b");
    }

    @Test
    void shouldGoOnWithGroupsThatWereKeptTheOtherWay() throws Exception {
        goesOn(counting(), countingFlat());
        goesOn(countingFlat(), counting());
    }

    private static void goesOn(
            Operator<GroupChange<String, String, String>, TableChange<String, Long>> before,
            Operator<GroupChange<String, String, String>, TableChange<String, Long>> after)
            throws Exception {
        OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness = harness(before);
        change(harness, "ada", null, "a");
        change(harness, "bob", null, "b");
        harness.takeOutput();
        harness.restart(after);
        change(harness, "ada", "a", null);
        change(harness, "bob", "b", null);
        assertThat(harness.takeOutput())
                .containsExactly(
                        new OperatorHarness.Emitted<>(new TableChange<>("gold", 2L, 1L), 1),
                        new OperatorHarness.Emitted<>(new TableChange<>("gold", 1L, null), 1));
    }

    @Test
    void shouldRefuseToTakeOutARowThatAGroupHasNotKept() throws Exception {
        OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness =
                harness(keeping(new Counted()));
        change(harness, "ada", null, "a");
        refuses(harness, "bob", "a", null);
        refuses(harness(keeping(new Counted())), "bob", "a", "b");
    }

    private static Pipeline users(PushSource<User> users, Fn<User, String> group) {
        Pipeline pipeline = Pipeline.create("users");
        pipeline.source("users", users)
                .keyBy(User::name)
                .join(Tables.latest("all users", User.class))
                .groupBy(group, String.class)
                .aggregate("users by tier", Aggregates.count())
                .changes()
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldFailWithTheRemedyWhereANewVersionGroupsByAnotherFunction() {
        PushSource<User> first = Sources.push(10);
        Simulation simulation = Simulation.of(users(first, User::tier))
                .seed(2)
                .snapshots(Duration.ofMillis(1))
                .settle();
        first.emit(new User("ada", "gold"));
        simulation.settle().stop();
        simulation.run();
        PushSource<User> second = Sources.push(10);
        Simulation next = simulation
                .next(users(second, user -> "tier " + user.tier()))
                .snapshots(Duration.ofMillis(1))
                .settle();
        second.emit(new User("ada", "silver"));
        assertThatThrownBy(next::settle)
                .isInstanceOf(SimulationException.class)
                .hasStackTraceContaining("'users by tier'")
                .hasStackTraceContaining("tier gold")
                .hasStackTraceContaining("have to be pure")
                .hasStackTraceContaining("other names");
    }

    private static Pipeline twice(List<Change> changes) {
        Pipeline pipeline = Pipeline.create("twice");
        GroupedTable<String, Row, String> groups = pipeline.source("changes", Sources.collection(changes))
                .keyBy(Change::key)
                .join(Tables.upserts("rows", Change::row, Row.class))
                .groupBy(Row::group, String.class);
        groups.aggregate("counts", Aggregates.count()).changes().to("counted", Sinks.discard());
        groups.aggregate("extremes", Aggregates.maxLong(Row::number)).changes().to("most", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldGoOnWhereRowsGoTwiceSinceBarriersAreNotAligned() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation simulation = Simulation.of(twice(TableProgram.changes("t", random, 600)))
                    .seed(seed)
                    .parallelism(2 + random.nextInt(3))
                    .batchSize(1 + random.nextInt(3))
                    .edgeCapacity(1 + random.nextInt(3));
            simulation.snapshots(Snapshots.in(simulation.disk(), Path.of("/snapshots"))
                    .every(Duration.ofMillis(1))
                    .atLeastOnce());
            for (int crashes = 1 + random.nextInt(4); crashes > 0; crashes--) {
                simulation.steps(100 + random.nextInt(900)).crashAndRestore();
            }
            assertThat(simulation.run().crashes()).isPositive();
        });
    }

    @Test
    void shouldSayWhatTellsTheTypeOfResultsThatAreKeptForAnInterval() {
        Pipeline pipeline = Pipeline.create("untyped");
        pipeline.source("changes", Sources.collection(List.<Change>of()))
                .timestamps(Timestamps.millis(Change::time), Watermarks.ascending())
                .keyBy(Change::key)
                .join(Tables.upserts("rows", Change::row, Row.class))
                .groupBy(Row::group, String.class)
                .every(Duration.ofSeconds(1))
                .aggregate("counts", Aggregates.mapping(Row::group, new Counted()))
                .changes()
                .to("counted", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline);
        simulation.snapshots(Snapshots.in(simulation.disk(), Path.of("/snapshots")));

        assertThatThrownBy(simulation::run)
                .hasMessageContaining("'counts'")
                .hasMessageContaining("Aggregate.resultType");
    }

    /** Counts; tells how many rows it has been given, which fails where one of them is poison. */
    static final class Counted implements Aggregate<String, long[], Long> {

        private static final long serialVersionUID = 1;

        private final String poison;
        private int added;

        Counted() {
            this("none");
        }

        Counted(String poison) {
            this.poison = poison;
        }

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] count, String row, long timestamp) {
            if (row.equals(poison)) {
                throw new IllegalArgumentException("poison");
            }
            added++;
            count[0]++;
        }

        @Override
        public void merge(long[] count, long[] other) {
            count[0] += other[0];
        }

        @Override
        public Long result(long[] count) {
            return count[0];
        }
    }

    @Test
    void shouldAggregateNothingBeforeAGroupChanges() throws Exception {
        OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness =
                harness(keeping(new Counted()));
        for (int i = 0; i < 100; i++) {
            harness.event(new GroupChange<>("group " + i % 10, "key " + i, null, "row"), 1);
        }
        Counted counted = new Counted();
        harness.takeOutput();
        harness.restart(keeping(counted));
        assertThat(counted.added).isZero();
        harness.event(new GroupChange<>("group 3", "key 3", "row", null), 2);
        assertThat(counted.added).isBetween(10, 30);
        assertThat(harness.takeOutput())
                .containsExactly(new OperatorHarness.Emitted<>(new TableChange<>("group 3", 10L, 9L), 2));
        harness.restart(keeping(new Counted("row")));
        assertThatThrownBy(() -> harness.event(new GroupChange<>("group 4", "key 4", "row", "other"), 3))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("group 4", "key 4", "poison");
    }

    @Test
    void shouldAggregateARowOnceForAllChangesOfAnInterval() throws Exception {
        Counted counted = new Counted("poison");
        OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness =
                harness(keepingEvery(counted, LONG));
        int rows = 1_000;
        for (int i = 0; i < rows; i++) {
            change(harness, "key " + i, null, "row");
        }
        for (int i = 0; i < rows; i++) {
            change(harness, "key " + i, "row", "other");
        }
        assertThat(counted.added).isZero();
        harness.watermark(INTERVAL - 2);
        assertThat(harness.takeOutput()).isEmpty();
        harness.watermark(INTERVAL - 1);
        assertThat(harness.takeOutput())
                .containsExactly(
                        new OperatorHarness.Emitted<>(new TableChange<>("gold", null, (long) rows), INTERVAL - 1));
        assertThat(counted.added).isEqualTo(rows);
        harness.event(new GroupChange<>("gold", "key 3", "other", null), INTERVAL);
        harness.watermark(2 * INTERVAL);
        assertThat(harness.takeOutput())
                .containsExactly(new OperatorHarness.Emitted<>(
                        new TableChange<>("gold", (long) rows, rows - 1L), 2 * INTERVAL - 1));
        assertThat(counted.added).isLessThan(rows + 40);
        harness.event(new GroupChange<>("gold", "key 3", null, "poison"), 2 * INTERVAL);
        assertThatThrownBy(() -> harness.watermark(3 * INTERVAL))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("gold", "poison");
    }

    @Test
    void shouldTakeUpALargeGroupInPortions() throws Exception {
        int rows = 20_000;
        OperatorHarness<GroupChange<String, String, String>, TableChange<String, Long>> harness =
                harness(keeping(new Counted()));
        for (int i = 0; i < rows; i++) {
            change(harness, "key " + i, null, "row");
        }
        harness.takeOutput();
        Counted counted = new Counted();
        List<Integer> addedByCall = new ArrayList<>();
        harness.restart(watched(keeping(counted), counted, addedByCall));
        change(harness, "key 3", "row", null);
        change(harness, "key 4", "row", null);
        assertThat(addedByCall.stream().mapToInt(added -> added).sum()).isGreaterThan(rows - 10);
        assertThat(addedByCall).allMatch(added -> added < rows / 2).hasSizeGreaterThan(5);
        assertThat(harness.takeOutput())
                .map(OperatorHarness.Emitted::value)
                .containsExactly(
                        new TableChange<>("gold", (long) rows, rows - 1L),
                        new TableChange<>("gold", rows - 1L, rows - 2L));
    }

    /** Writes down how many rows each call of process has aggregated. */
    @SuppressWarnings("unchecked") // the proxy is one
    private static <I, O> Operator<I, O> watched(Operator<I, O> operator, Counted counted, List<Integer> addedByCall) {
        return (Operator<I, O>) Proxy.newProxyInstance(
                Operator.class.getClassLoader(), new Class<?>[] {Operator.class}, (proxy, method, arguments) -> {
                    int before = counted.added;
                    try {
                        return method.invoke(operator, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("process")) {
                            addedByCall.add(counted.added - before);
                        }
                    }
                });
    }
}
