package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.window.Aggregates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** A query over two tables, drawn by a seed: as verbs of tables, and as plain loops over maps. */
final class TableProgram {

    /** A row of every table of the program; the key of another table is in it. */
    record Row(String group, String foreign, long number) {}

    /** What the row of a key becomes; null deletes it. */
    record Change(String table, String key, Row row, long time) {}

    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::number).thenComparing(Row::group).thenComparing(Row::foreign);

    /** A step from a table to the next. */
    private interface Step {
        Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name);

        Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other);
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    TableProgram(SplittableRandom random) {
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            add(random);
        }
    }

    Table<String, Row> build(Table<String, Row> first, Table<String, Row> second) {
        Table<String, Row> table = first;
        for (int i = 0; i < steps.size(); i++) {
            table = steps.get(i).build(table, second, "step " + i);
        }
        return table;
    }

    Map<String, Row> expected(Map<String, Row> first, Map<String, Row> second) {
        Map<String, Row> rows = first;
        for (Step step : steps) {
            rows = step.expected(rows, second);
        }
        return rows;
    }

    @Override
    public String toString() {
        return String.join(" -> ", texts);
    }

    private void add(SplittableRandom random) {
        switch (random.nextInt(5)) {
            case 0 -> filter(1 + random.nextInt(3));
            case 1 -> map(1 + random.nextInt(3));
            case 2 -> aggregate(kind(random.nextInt(9)));
            case 3 -> join(random.nextInt(3));
            default -> joinForeign(random.nextBoolean());
        }
    }

    private void filter(int divisor) {
        texts.add("filter by " + divisor);
        steps.add(new Step() {
            @Override
            public Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name) {
                return table.filter(row -> row.number() % divisor == 0);
            }

            @Override
            public Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other) {
                Map<String, Row> kept = new TreeMap<>(rows);
                kept.values().removeIf(row -> row.number() % divisor != 0);
                return kept;
            }
        });
    }

    private void map(int divisor) {
        texts.add("map by " + divisor);
        steps.add(new Step() {
            @Override
            public Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name) {
                return table.map(row -> divided(row, divisor));
            }

            @Override
            public Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other) {
                Map<String, Row> mapped = new TreeMap<>();
                rows.forEach((key, row) -> mapped.put(key, divided(row, divisor)));
                return mapped;
            }
        });
    }

    private static Row divided(Row row, int divisor) {
        String newGroup = row.foreign();
        return new Row(newGroup, "k" + row.number() % 6, row.number() / divisor);
    }

    /** An aggregate, what its results are as rows, and the same by a loop. */
    private record Kind<R>(
            String name, Aggregate<Row, ?, R> aggregate, Fn<R, Row> toRow, Function<Collection<Row>, R> expected) {}

    private static Row resultOf(Object result) {
        return new Row("g" + result, "k" + Math.floorMod(result.hashCode(), 5), Math.abs(result.hashCode() % 100));
    }

    private static <R> Kind<R> kind(
            String name, Aggregate<? super Row, ?, R> aggregate, Function<Collection<Row>, R> expected) {
        return new Kind<>(name, Aggregates.mapping(row -> row, aggregate), TableProgram::resultOf, expected);
    }

    private static Kind<?> kind(int number) {
        return switch (number) {
            case 0 -> kind("count", Aggregates.count(), rows -> (long) rows.size());
            case 1 ->
                kind(
                        "sum",
                        Aggregates.sumLong(Row::number),
                        rows -> rows.stream().mapToLong(Row::number).sum());
            case 2 ->
                kind(
                        "sum of doubles",
                        Aggregates.sumDouble((Row row) -> row.number() / 4.0),
                        rows -> rows.stream()
                                .mapToDouble(row -> row.number() / 4.0)
                                .sum());
            case 3 ->
                kind(
                        "average",
                        Aggregates.averageLong(Row::number),
                        rows -> (double) rows.stream().mapToLong(Row::number).sum() / rows.size());
            case 4 ->
                kind(
                        "least",
                        Aggregates.min(ORDER),
                        rows -> rows.stream().min(ORDER).orElseThrow());
            case 5 ->
                kind(
                        "greatest number",
                        Aggregates.maxLong(Row::number),
                        rows -> rows.stream().mapToLong(Row::number).max().orElseThrow());
            case 6 ->
                kind("distinct", Aggregates.countDistinct(Row::foreign), rows -> {
                    Set<String> all = new HashSet<>();
                    rows.forEach(row -> all.add(row.foreign()));
                    return (long) all.size();
                });
            case 7 ->
                kind(
                        "top",
                        Aggregates.topN(2, ORDER),
                        rows -> rows.stream().sorted(ORDER.reversed()).limit(2).toList());
            default ->
                kind(
                        "average of doubles",
                        Aggregates.average((Row row) -> row.number() / 4.0),
                        rows -> rows.stream()
                                        .mapToDouble(row -> row.number() / 4.0)
                                        .sum()
                                / rows.size());
        };
    }

    private <R> void aggregate(Kind<R> kind) {
        texts.add(kind.name());
        Fn<R, Row> toRow = kind.toRow();
        Function<Collection<Row>, R> expected = kind.expected();
        steps.add(new Step() {
            @Override
            public Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name) {
                return table.groupBy(Row::group)
                        .aggregate(name, kind.aggregate())
                        .map(toRow)
                        .typed(Row.class);
            }

            @Override
            public Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other) {
                Map<String, List<Row>> groups = new TreeMap<>();
                rows.values()
                        .forEach(row -> groups.computeIfAbsent(row.group(), group -> new ArrayList<>())
                                .add(row));
                Map<String, Row> results = new TreeMap<>();
                groups.forEach((group, all) -> results.put(group, resultOf(expected.apply(all))));
                return results;
            }
        });
    }

    private static Row both(Row left, Row right) {
        Row first = left == null ? right : left;
        Row last = right == null ? left : right;
        return new Row(
                last.group(),
                first.foreign(),
                (left == null ? 7 : left.number()) + 2 * (right == null ? 5 : right.number()));
    }

    private void join(int kind) {
        texts.add(List.of("inner", "left", "full").get(kind) + " join");
        steps.add(new Step() {
            @Override
            public Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name) {
                TableTable<String, Row, Row> join = table.join(other);
                return switch (kind) {
                    case 0 -> join.inner(name, TableProgram::both);
                    case 1 -> join.left(name, TableProgram::both);
                    default -> join.full(name, TableProgram::both);
                };
            }

            @Override
            public Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other) {
                Set<String> keys = new HashSet<>(rows.keySet());
                if (kind == 0) {
                    keys.retainAll(other.keySet());
                } else if (kind == 2) {
                    keys.addAll(other.keySet());
                }
                Map<String, Row> joined = new TreeMap<>();
                keys.forEach(key -> joined.put(key, both(rows.get(key), other.get(key))));
                return joined;
            }
        });
    }

    private static String foreignOf(Row row) {
        return row.foreign().equals("k0") ? null : row.foreign();
    }

    private void joinForeign(boolean inner) {
        texts.add((inner ? "inner" : "left") + " join by foreign key");
        steps.add(new Step() {
            @Override
            public Table<String, Row> build(Table<String, Row> table, Table<String, Row> other, String name) {
                ForeignTable<String, Row, String, Row> join = table.join(other, TableProgram::foreignOf);
                return inner ? join.inner(name, TableProgram::both) : join.left(name, TableProgram::both);
            }

            @Override
            public Map<String, Row> expected(Map<String, Row> rows, Map<String, Row> other) {
                Map<String, Row> joined = new TreeMap<>();
                rows.forEach((key, row) -> {
                    Row partner = foreignOf(row) == null ? null : other.get(foreignOf(row));
                    if (partner != null || !inner) {
                        joined.put(key, both(row, partner));
                    }
                });
                return joined;
            }
        });
    }

    /** Changes of two tables of few keys, so that they meet often: moves, deletes, deletes of what is not there. */
    static List<Change> changes(String table, SplittableRandom random, int most) {
        List<Change> changes = new ArrayList<>();
        long now = 0;
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            now += random.nextInt(6);
            Row row = random.nextInt(4) == 0
                    ? null
                    : new Row("g" + random.nextInt(3), "k" + random.nextInt(6), random.nextInt(12));
            changes.add(new Change(table, "k" + random.nextInt(6), row, now));
        }
        return changes;
    }

    /** What a table is after some changes. */
    static Map<String, Row> after(List<Change> changes) {
        Map<String, Row> rows = new HashMap<>();
        for (Change change : changes) {
            if (change.row() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.row());
            }
        }
        return rows;
    }
}
