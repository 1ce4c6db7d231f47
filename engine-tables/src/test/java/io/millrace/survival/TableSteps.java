package io.millrace.survival;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.survival.Expiring.Told;
import io.millrace.survival.Expiring.Version;
import io.millrace.survival.Expiring.Witness;
import io.millrace.table.AsOfJoin;
import io.millrace.table.AsOfJoined;
import io.millrace.table.ForeignTable;
import io.millrace.table.GroupedTable;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.TableTable;
import io.millrace.table.Tables;
import io.millrace.table.WindowKey;
import io.millrace.window.WindowResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Draws tables, what is made of them, streams that meet them and views for random jobs, and loops that give the same. */
final class TableSteps {

    private static final int MOST_KEYS = 6;
    private static final Type<WindowResult<Integer, Long>> WINDOWS =
            Type.of(WindowResult.class, Type.of(Integer.class), Type.of(Long.class));

    /** A table, and its rows when all has come. */
    private record Tabled(Table<Integer, Event> table, Supplier<Map<Integer, Event>> rows) {}

    private final Steps steps;
    private final SplittableRandom random;
    private final World world;
    private final Mishaps mishaps;
    private final Checks checks;
    private int names;

    TableSteps(Steps steps, SplittableRandom random, World world, Checks checks) {
        this.steps = steps;
        this.random = random;
        this.world = world;
        this.checks = checks;
        mishaps = world.mishaps();
    }

    /** Whether the order of the events of each key is certain, as it has to be where the last one counts. */
    static boolean canBeTable(Flow flow) {
        return flow.isOrdered()
                && flow.events().stream().map(Event::lane).distinct().count() <= 1;
    }

    /**
     * The next step.
     *
     * @param other a flow that can be a table
     */
    Flow next(Flow flow, Flow other, String step) {
        names = 0;
        return switch (random.nextInt(7)) {
            case 0 -> changes(other, step);
            case 1 -> steps.areAwaited(flow, other) ? asOf(flow, other, step) : changes(other, step);
            case 2 -> other.isTimed() ? ofWindows(other, step) : changes(other, step);
            case 3 -> viewed(other, step);
            default -> queried(flow, other, step);
        };
    }

    private Event row(Event event) {
        mishaps.at(Hook.MAP);
        return rowOf(event);
    }

    private static Event rowOf(Event event) {
        return event.seq() % 5 == 4 ? null : event;
    }

    private Tabled table(Flow flow, String step) {
        String name = "table-" + step + names++;
        if (random.nextInt(3) == 0) {
            return expiring(flow, name, !flow.isTimed() || random.nextInt(4) == 0);
        }
        KeyedStream<Integer, Event> events = steps.byKey(flow);
        if (random.nextInt(3) == 0) {
            return new Tabled(
                    events.join(Tables.latest(name, Event.class)),
                    () -> flow.events().stream().collect(Collectors.toMap(Event::key, event -> event, (a, b) -> b)));
        }
        return new Tabled(events.join(Tables.upserts(name, this::row, Event.class)), () -> {
            Map<Integer, Event> rows = new HashMap<>();
            flow.events().forEach(event -> rows.put(event.key(), rowOf(event)));
            rows.values().removeIf(Objects::isNull);
            return rows;
        });
    }

    /** What has ended is what is told, which is looked at for itself. */
    private Tabled expiring(Flow flow, String name, boolean byClock) {
        long millis = 1L + random.nextInt(25);
        Expiring model = byClock
                ? Expiring.byClock(flow, TableSteps::rowOf, millis)
                : Expiring.inEventTime(flow, TableSteps::rowOf, millis);
        Table<Integer, Event> table =
                steps.byKey(flow).join(Tables.upserts(name, this::row, Type.of(Event.class), model.ttl()));
        String sink = "expiring-" + name;
        steps.undecided(
                sink,
                table.changes()
                        .transform(OperatorSpec.<TableChange<Integer, Event>, Told>stateless("witness", Witness::new)));
        checks.expiring(sink, model);
        return new Tabled(table, () -> Checks.rows(Expiring.changes(told(sink)), sink));
    }

    private List<Object> told(String sink) {
        List<Object> told = steps.told(sink);
        return told == null ? List.of() : told;
    }

    /** Each row tells which it has taken the place of. */
    private Flow changes(Flow flow, String step) {
        EventStream<Event> changes = steps.byKey(flow)
                .join(Tables.upserts("table-" + step, this::row, Event.class))
                .changes()
                .<Event>flatMap(change ->
                        change.after() == null ? List.of() : List.of(changed(change.before(), change.after(), step)))
                .typed(Event.class);
        return new Flow(
                changes,
                () -> {
                    List<Event> results = new ArrayList<>();
                    Map<Integer, Event> rows = new HashMap<>();
                    for (Event event : flow.events()) {
                        Event before = rows.put(event.key(), rowOf(event));
                        if (rowOf(event) != null && !event.equals(before)) {
                            results.add(changed(before, event, step));
                        }
                    }
                    return results;
                },
                true,
                flow.isTimed(),
                0);
    }

    private static Event changed(Event before, Event after, String step) {
        return after.with(after.lane() + step, after.value() * 31 + (before == null ? -1 : before.seq()));
    }

    private Flow asOf(Flow flow, Flow other, String step) {
        String tableName = "table-" + step;
        boolean ends = random.nextBoolean();
        Table<Integer, Event> table = ends
                ? expiring(other, tableName, false).table()
                : steps.byKey(other).join(Tables.upserts(tableName, this::row, Event.class));
        int verb = random.nextInt(3);
        AsOfJoin<Integer, Event, Event> join = steps.byKey(flow)
                .join((verb == 0
                                ? table
                                : verb == 1
                                        ? table.filter(row -> filtered(row) != null)
                                        : table.map(TableSteps::mapped).typed(Event.class))
                        .asOfEventTime(ofMillis(random.nextInt(20))));
        boolean inner = random.nextBoolean();
        String name = "as-of-" + step;
        AsOfJoined<Event, Event> joined = inner
                ? join.inner(name, (event, row) -> met(event, row, step))
                : join.left(name, (event, row) -> met(event, row, step));
        steps.never("late-" + step, joined.late());
        int tasks = steps.anyTasks();
        return new Flow(
                Steps.events(tasks, joined),
                () -> {
                    List<Event> results = new ArrayList<>();
                    List<Version> versions = Expiring.versions(other, TableSteps::rowOf, told("expiring-" + tableName));
                    for (Event event : JoinSteps.byTime(flow.events())) {
                        Event row = asOf(versions, event);
                        row = row == null || verb == 0 ? row : verb == 1 ? filtered(row) : mapped(row);
                        if (row != null || !inner) {
                            results.add(met(event, row, step));
                        }
                    }
                    return results;
                },
                flow.isOrdered(),
                true,
                tasks);
    }

    private static Event asOf(List<Version> sorted, Event event) {
        Event row = null;
        for (Version version : sorted) {
            row = version.key() == event.key() && version.time() <= event.time() ? version.row() : row;
        }
        return row;
    }

    private static Event filtered(Event row) {
        return row.seq() % 3 == 1 ? null : row;
    }

    private static Event mapped(Event row) {
        return row.with(row.lane(), row.value() * 7);
    }

    private static Event met(Event event, Event row, String step) {
        return event.with(event.lane() + step, row == null ? -1 : row.value() * 31 + row.seq());
    }

    /**
     * Each window has one result, and so its row one change, and one more where it ends; those of one key, but of other windows, are in no
     * order.
     */
    private Flow ofWindows(Flow flow, String step) {
        Grouping grouping = Grouping.aligned(random);
        EventStream<WindowResult<Integer, Long>> windows = steps.byKey(flow)
                .window(grouping.windows())
                .aggregate("windows-" + step, new Sum.Of(mishaps, random.nextBoolean()));
        Table<WindowKey<Integer>, Long> table =
                Tables.ofWindows("table-" + step, windows.typed(WINDOWS), Long.class, anyTtl());
        EventStream<Event> results = table.changes()
                .filter(change -> change.after() != null)
                .map(change -> {
                    WindowKey<Integer> window = change.key();
                    return Grouping.result(
                            step,
                            window.key(),
                            window.start().toEpochMilli(),
                            window.end().toEpochMilli(),
                            change.after());
                })
                .typed(Event.class);
        return new Flow(results, () -> grouping.naive(flow.events(), step, null), false, true, 0);
    }

    private Ttl anyTtl() {
        return switch (random.nextInt(3)) {
            case 0 -> Ttl.processingTime(ofDays(10_000));
            case 1 -> Ttl.processingTime(ofMillis(1 + random.nextInt(25)));
            default -> Ttl.eventTime(ofMillis(1 + random.nextInt(25)));
        };
    }

    private Flow viewed(Flow flow, String step) {
        String view = "view-" + step;
        checks.view(view, () -> {
            Map<Integer, Event> rows = new HashMap<>();
            flow.events().forEach(event -> rows.put(event.key(), rowOf(event)));
            rows.values().removeIf(Objects::isNull);
            return rows;
        });
        return new Flow(
                steps.byKey(flow).view(view, this::row, Event.class).typed(Event.class),
                flow::events,
                true,
                flow.isTimed(),
                0);
    }

    /** A query over tables, whose changes lead to its rows; and the flow, whose events look at what it is when they come. */
    private Flow queried(Flow flow, Flow other, String step) {
        Tabled first = table(other, step);
        boolean isAlone = random.nextInt(3) == 0;
        Tabled second = isAlone ? first : canBeTable(flow) ? table(flow, step) : table(other, step);
        if (!isAlone) {
            tell(second.table().changes(), second, "second-" + step);
        }
        boolean timed = flow.isTimed() && other.isTimed();
        Tabled table = first;
        for (int verb = random.nextInt(1, 4); verb > 0; verb--) {
            table = verb(table, second, step, timed);
        }
        show(table, step, timed);
        EventStream<Event> results = steps.byKey(flow)
                .join(table.table().latest())
                .left("latest-" + step, (event, row) -> {
                    mishaps.at(Hook.PROCESS);
                    return event.via(step);
                });
        int tasks = steps.anyTasks();
        return new Flow(
                Steps.events(tasks, results),
                () -> flow.events().stream().map(event -> event.via(step)).toList(),
                flow.isOrdered(),
                flow.isTimed(),
                tasks);
    }

    private void show(Tabled table, String step, boolean timed) {
        Table<Integer, Event> shown = table.table();
        if (random.nextInt(3) == 0) {
            shown = shown.view("view-" + step);
            checks.view("view-" + step, table.rows());
        }
        EventStream<TableChange<Integer, Event>> changes = shown.changes();
        if (timed && random.nextInt(3) == 0) {
            changes = shown.changes().every("every-" + step, ofMillis(1 + random.nextInt(20)));
        }
        tell(changes, table, "changes-" + step);
    }

    private void tell(EventStream<TableChange<Integer, Event>> changes, Tabled table, String sink) {
        changes.to(sink, world.observed(sink, Sinks.discard()));
        checks.table(sink, table.rows());
    }

    private Tabled verb(Tabled table, Tabled other, String step, boolean timed) {
        return switch (random.nextInt(6)) {
            case 0 ->
                new Tabled(table.table().filter(row -> filtered(row) != null), () -> {
                    Map<Integer, Event> rows = new TreeMap<>(table.rows().get());
                    rows.values().removeIf(row -> filtered(row) == null);
                    return rows;
                });
            case 1 ->
                new Tabled(table.table().map(TableSteps::mapped).typed(Event.class), () -> {
                    Map<Integer, Event> rows = new TreeMap<>(table.rows().get());
                    rows.replaceAll((key, row) -> mapped(row));
                    return rows;
                });
            case 2, 3 -> aggregated(table, step, timed);
            case 4 -> joined(table, other, step);
            default -> joinedByForeignKey(table, other, step);
        };
    }

    private Tabled aggregated(Tabled table, String step, boolean timed) {
        GroupedTable<Integer, Event, Integer> grouped = table.table().groupBy(TableSteps::groupOf, Integer.class);
        if (timed && random.nextInt(3) == 0) {
            grouped = grouped.every(ofMillis(1 + random.nextInt(20)));
        }
        Table<Integer, Event> groups = grouped.aggregate(
                        "groups-" + step + names++, new Sum.Of(mishaps, random.nextBoolean()))
                .map(sum -> group(sum, step))
                .typed(Event.class);
        return new Tabled(groups, () -> {
            Map<Integer, Sum> sums = new TreeMap<>();
            table.rows()
                    .get()
                    .values()
                    .forEach(row -> sums.computeIfAbsent(groupOf(row), group -> new Sum())
                            .add(row));
            Map<Integer, Event> rows = new TreeMap<>();
            sums.forEach((group, sum) -> rows.put(group, group(sum.result(), step)));
            return rows;
        });
    }

    private static int groupOf(Event row) {
        return Math.floorMod(row.seq(), 3);
    }

    private static Event group(long sum, String step) {
        return new Event(step, (int) Math.floorMod(sum, 7L), 0, 0, sum);
    }

    private Tabled joined(Tabled table, Tabled other, String step) {
        int kind = random.nextInt(3);
        TableTable<Integer, Event, Event> join = table.table().join(other.table());
        String name = "tables-" + step + names++;
        Table<Integer, Event> joined = switch (kind) {
            case 0 -> join.inner(name, TableSteps::both);
            case 1 -> join.left(name, TableSteps::both);
            default -> join.full(name, TableSteps::both);
        };
        return new Tabled(joined.typed(Event.class), () -> {
            Map<Integer, Event> left = table.rows().get();
            Map<Integer, Event> right = other.rows().get();
            Set<Integer> keys = new HashSet<>(left.keySet());
            if (kind == 0) {
                keys.retainAll(right.keySet());
            } else if (kind == 2) {
                keys.addAll(right.keySet());
            }
            return keys.stream().collect(Collectors.toMap(key -> key, key -> both(left.get(key), right.get(key))));
        });
    }

    private static Event both(Event left, Event right) {
        if (left == null || right == null) {
            return (left == null ? right : left).via(left == null ? "!" : "?");
        }
        return new Event(
                left.lane() + "&" + right.lane(),
                left.seq(),
                left.key(),
                left.time(),
                left.value() * 31 + right.value() * 7 + right.seq());
    }

    private Tabled joinedByForeignKey(Tabled table, Tabled other, String step) {
        boolean inner = random.nextBoolean();
        ForeignTable<Integer, Event, Integer, Event> join = table.table().join(other.table(), TableSteps::foreign);
        String name = "foreign-" + step + names++;
        Table<Integer, Event> joined = inner ? join.inner(name, TableSteps::both) : join.left(name, TableSteps::both);
        return new Tabled(joined.typed(Event.class), () -> {
            Map<Integer, Event> right = other.rows().get();
            Map<Integer, Event> rows = new HashMap<>();
            table.rows().get().forEach((key, row) -> {
                Event partner = foreign(row) == null ? null : right.get(foreign(row));
                if (partner != null || !inner) {
                    rows.put(key, both(row, partner));
                }
            });
            return rows;
        });
    }

    private static Integer foreign(Event row) {
        return row.seq() % 4 == 0 ? null : (int) Math.floorMod(row.value(), (long) MOST_KEYS);
    }
}
