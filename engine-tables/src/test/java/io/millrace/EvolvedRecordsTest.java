package io.millrace;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.join.Joins;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program whose records have got a component more goes on with what the one before has kept, whatever that keeps records in. */
class EvolvedRecordsTest {

    private static final int EVENTS = 240;
    private static final int PARTS = 4;

    /** Of these the rows in the end are compared, since which of two tables changes first is not said. */
    private static final String JOINED = "joined tables, ";

    /** Hashes, and neither writes nor reads. */
    private static final Set<String> NOT_WRITTEN = Set.of("io.millrace.state.serde.OpenKeySerde");

    sealed interface Sale permits Old, New {
        long id();

        String product();

        long amount();

        long time();
    }

    record Old(long id, String product, long amount, long time) implements Sale {}

    record New(long id, String product, String buyer, long amount, long time) implements Sale {}

    private interface Version<S> {
        S sale(long id, String product, long amount, long time);
    }

    /** What keeps sales. */
    private interface Program {
        <S extends Sale> EventStream<?> of(KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type);
    }

    /** An aggregate of any sales. */
    private interface OfSales {
        <S extends Sale> Aggregate<S, ?, ?> get();
    }

    private static final Map<String, OfSales> AGGREGATES = new TreeMap<>();
    private static final Map<String, Program> PROGRAMS = new TreeMap<>();

    static {
        aggregate("collect", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.<S>collect();
            }
        });
        aggregate("first and last", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.allOf(
                        Aggregates.<S>first(), Aggregates.<S>last(), (first, last) -> List.of(first, last));
            }
        });
        aggregate("extremes", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.allOf(
                        Aggregates.<S, Long>max(Sale::amount),
                        Aggregates.<S>min(
                                Comparator.<S>comparingLong(Sale::amount).thenComparing(Sale::id)),
                        (most, least) -> List.of(most, least));
            }
        });
        aggregate("top", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.<S>topN(
                        3, Comparator.<S>comparingLong(Sale::amount).thenComparing(Sale::id));
            }
        });
        aggregate("groups", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.groupingBy((S sale) -> sale.amount() % 3, Aggregates.<S>last());
            }
        });
        aggregate("latest", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.latestBy((S sale) -> sale.amount() % 5, Aggregates.sumLong(Sale::amount));
            }
        });
        aggregate("distinct", new OfSales() {
            @Override
            public <S extends Sale> Aggregate<S, ?, ?> get() {
                return Aggregates.distinct((S sale) -> sale.amount() % 5);
            }
        });
        joins();
        tables();
    }

    /** In windows of all kinds. */
    private static void aggregate(String name, OfSales aggregate) {
        AGGREGATES.put(name, aggregate);
        window(name, Windows.tumbling(ofMillis(70)), Emit.atEnd());
        window(name, Windows.sliding(ofMillis(120), ofMillis(40)), Emit.atEnd());
        window(name, Windows.session(ofMillis(7)), Emit.atEnd());
        window(name, Windows.trailing(ofMillis(50)), Emit.atEnd());
        window(name, Windows.count(7), Emit.atEnd());
        window(name, Windows.countSliding(8, 4), Emit.atEnd());
        window(name, Windows.global(), Emit.everyEvents(5));
        window(name, Windows.tumbling(ofMillis(70)), Emit.whenFirst(EvolvedRecordsTest::isMuch));
    }

    private static boolean isMuch(Object result) {
        return result instanceof Long sum ? sum > 20 : text(result).length() > 8;
    }

    private static void window(
            String name, KeyedExtension<String, Sale, WindowedStream<String, Sale>> shape, Emit<Object> emit) {
        Program program = new Program() {
            @Override
            @SuppressWarnings("unchecked") // shapes look at no event
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                var windows =
                        (KeyedExtension<String, S, WindowedStream<String, S>>) (KeyedExtension<String, ?, ?>) shape;
                Aggregate<S, ?, Object> aggregate =
                        (Aggregate<S, ?, Object>) AGGREGATES.get(name).<S>get();
                return sales.window(windows).aggregate("window", aggregate, emit);
            }
        };
        PROGRAMS.put(name + " in windows " + PROGRAMS.size(), program);
    }

    private static void joins() {
        PROGRAMS.put("window join", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.window(Windows.tumbling(ofMillis(60)))
                        .coGroup(others)
                        .full("pairs", (one, other) -> text(one) + "/" + text(other));
            }
        });
        PROGRAMS.put("co-group", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.window(Windows.session(ofMillis(9)))
                        .coGroup(others)
                        .aggregate(
                                "groups",
                                Aggregates.<S>collect(),
                                Aggregates.<S>last(),
                                (all, last) -> text(all) + text(last));
            }
        });
        PROGRAMS.put("join within", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.join(Joins.with(others).<S>within(ofMillis(-20), ofMillis(20)))
                        .full("pairs", (one, other) -> text(one) + "/" + text(other));
            }
        });
        PROGRAMS.put("join during", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.join(Joins.with(others).<S>during(sale -> Instant.ofEpochMilli(sale.time() + 30)))
                        .aggregate("all", Aggregates.<S>collect(), (one, all) -> text(one) + "/" + text(all));
            }
        });
        PROGRAMS.put("reordered", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.reorder("reordered");
            }
        });
        PROGRAMS.put("batches", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.reorder("reordered")
                        .batch("batches", 7, Duration.ofHours(1))
                        .flatMap(batch -> batch);
            }
        });
    }

    private static void tables() {
        PROGRAMS.put("as of", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return sales.join(latest("others", others, type).<S>asOfEventTime(Duration.ofSeconds(1)))
                        .left("priced", (one, other) -> text(one) + "/" + text(other));
            }
        });
        PROGRAMS.put("tables", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return latest("sales", sales, type)
                        .groupBy(sale -> sale.amount() % 2, Long.class)
                        .aggregate("all", Aggregates.topN(2, Comparator.comparing(Sale::id)))
                        .typed(Type.<List<S>>of(List.class, Type.of(type)))
                        .changes();
            }
        });
        PROGRAMS.put(JOINED + "by key", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return latest("sales", sales, type)
                        .join(latest("others", others, type))
                        .full("both", (one, other) -> text(one) + "/" + text(other))
                        .typed(String.class)
                        .changes();
            }
        });
        PROGRAMS.put(JOINED + "by foreign key", new Program() {
            @Override
            public <S extends Sale> EventStream<?> of(
                    KeyedStream<String, S> sales, KeyedStream<String, S> others, Class<S> type) {
                return latest("sales", sales, type)
                        .join(latest("others", others, type), (S sale) -> "p" + sale.amount() % 4)
                        .left("both", (one, other) -> text(one) + "/" + text(other))
                        .typed(String.class)
                        .changes();
            }
        });
    }

    private static <S extends Sale> Table<String, S> latest(String name, KeyedStream<String, S> sales, Class<S> type) {
        return sales.join(Tables.latest("latest " + name, type));
    }

    @Test
    void shouldGoOnWithWhatKeepsRecordsThatHaveGotAComponent() {
        List<String> names = List.copyOf(PROGRAMS.keySet());
        Seeds.check(PARTS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = Math.floorMod(seed, PARTS); i < names.size(); i += PARTS) {
                check(names.get(i), PROGRAMS.get(names.get(i)), random);
            }
        });
    }

    @Test
    void shouldReadEvolvedPartsByEverySerdeThatHasParts() throws Exception {
        List<String> serdes = new ArrayList<>();
        for (Class<?> module : List.of(Serde.class, Pipeline.class, Windows.class, Tables.class)) {
            serdes.addAll(serdesOf(module));
        }
        assertThat(serdes).hasSizeGreaterThan(20);
        assertThat(serdes)
                .as("serdes with parts that read no other form: extend CompositeSerde")
                .allMatch(name -> readsOtherForms(name));
    }

    /** Those that have fields of serdes, beside the classes of a module. */
    private static List<String> serdesOf(Class<?> module) throws Exception {
        URI place = module.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return serdesBelow(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
            return serdesBelow(jar.getPath("/"));
        }
    }

    private static List<String> serdesBelow(Path place) throws Exception {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = place.relativize(file).toString().replace('/', '.');
                if (name.endsWith(".class") && !name.startsWith("module-info") && !name.startsWith("META-INF")) {
                    Class<?> type = Class.forName(
                            name.substring(0, name.length() - ".class".length()),
                            false,
                            EvolvedRecordsTest.class.getClassLoader());
                    if (Serde.class.isAssignableFrom(type) && type != Serde.class && hasParts(type)) {
                        found.add(type.getName());
                    }
                }
            }
        }
        return found;
    }

    private static boolean hasParts(Class<?> type) {
        return type != Object.class
                && type != null
                && (Stream.of(type.getDeclaredFields())
                                .anyMatch(field -> !Modifier.isStatic(field.getModifiers())
                                        && field.getGenericType().getTypeName().contains("Serde<"))
                        || hasParts(type.getSuperclass()));
    }

    private static boolean readsOtherForms(String name) {
        try {
            return NOT_WRITTEN.contains(name)
                    || Class.forName(name, false, EvolvedRecordsTest.class.getClassLoader())
                                    .getMethod("readerOf", String.class)
                                    .getDeclaringClass()
                            != Serde.class;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static void check(String name, Program program, SplittableRandom random) {
        Simulation half = Simulation.of(pipeline(program, Old.class, Old::new))
                .seed(random.nextLong())
                .parallelism(1 + random.nextInt(3))
                .snapshots(Duration.ofSeconds(1))
                .advance(ofMillis(40 + random.nextInt(140)))
                .stop()
                .run();
        int before = half.output("out").size();
        Version<New> evolved = (id, product, amount, time) -> new New(id, product, null, amount, time);
        Simulation next = half.next(pipeline(program, New.class, evolved))
                .seed(random.nextLong())
                .parallelism(1 + random.nextInt(3))
                .snapshots(Duration.ofSeconds(1))
                .run();
        Simulation whole = Simulation.of(pipeline(program, New.class, evolved)).run();
        assertThat(before).as(name).isLessThan(whole.output("out").size());
        assertThat(next.output("out"))
                .as(name)
                .satisfies(told -> assertThat(result(name, told))
                        .containsExactlyInAnyOrderElementsOf(result(name, whole.output("out"))));
    }

    private static List<String> result(String name, List<?> told) {
        List<String> all = told.stream().map(String::valueOf).toList();
        if (!name.startsWith(JOINED)) {
            return all;
        }
        Map<String, String> rows = new TreeMap<>();
        all.forEach(change -> rows.put(change.substring(0, 2), change.substring(change.indexOf('>'))));
        return rows.entrySet().stream().map(String::valueOf).toList();
    }

    private static <S extends Sale> Pipeline pipeline(Program program, Class<S> type, Version<S> version) {
        Pipeline pipeline = Pipeline.create("sales");
        KeyedStream<String, S> sales = sales(pipeline, "sales", type, version, 0);
        KeyedStream<String, S> others = sales(pipeline, "others", type, version, 3);
        program.of(sales, others, type)
                .map(EvolvedRecordsTest::text)
                .typed(String.class)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static <S extends Sale> KeyedStream<String, S> sales(
            Pipeline pipeline, String name, Class<S> type, Version<S> version, int offset) {
        EventStream<S> sales = pipeline.source(
                        name,
                        Sources.generate(index -> version.sale(
                                        index,
                                        "p" + index * 7 % 4,
                                        (index * 31 + offset) % 17,
                                        1_000 + index + index * 11 % 6))
                                .count(EVENTS)
                                .rate(1_000))
                .typed(type)
                .timestamps(Timestamps.millis(Sale::time), Watermarks.boundedOutOfOrderness(ofMillis(8)));
        sales.to("all " + name, Sinks.discard());
        return sales.keyBy(Sale::product, String.class);
    }

    private static String text(Object value) {
        if (value instanceof Sale sale) {
            return sale.id() + ":" + sale.amount();
        } else if (value instanceof Collection<?> all) {
            return all.stream().map(EvolvedRecordsTest::text).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(text(key), text(each)));
            return sorted.toString();
        } else if (value instanceof WindowResult<?, ?> result) {
            return result.key() + "@" + result.end() + text(result.value());
        } else if (value instanceof TableChange<?, ?> change) {
            return change.key() + text(change.before()) + ">" + text(change.after());
        }
        return String.valueOf(value);
    }
}
