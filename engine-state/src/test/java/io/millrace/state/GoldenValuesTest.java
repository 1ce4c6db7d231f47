package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.BlockWriter;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Values of every built-in type, as each version of the format has written them. {@code -Dmillrace.golden=v2} writes those
 * of a version; what is there already is never written again.
 */
class GoldenValuesTest {

    private static final Path ROOT = Path.of("src", "test", "resources", "golden");
    private static final KeyHasher<String> HASHER = SerdeRegistry.standard().hasher(Type.of(String.class));
    private static final List<String> KEYS =
            Stream.iterate(0, i -> i + 1).limit(20).map(i -> "key-" + i).toList();

    enum Level {
        LOW,
        HIGH
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(int side, Circle inner) implements Shape {}

    record Numbers(
            boolean yes,
            byte tiny,
            short small,
            char sign,
            int number,
            long large,
            float rough,
            double fine,
            Long none) {}

    record Times(
            Instant instant,
            Duration duration,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            ZoneId zone,
            Year year,
            YearMonth month,
            Period period) {}

    record Everything(
            String text,
            Level level,
            Shape shape,
            Numbers numbers,
            Times times,
            BigInteger whole,
            BigDecimal decimal,
            UUID id,
            Optional<String> some,
            List<Integer> list,
            Set<String> set,
            Map<String, Circle> map) {}

    /** Less, more, wider and in another order. */
    record NumbersLater(double number, Instant added, long small, boolean yes, int more) {}

    record EverythingLater(List<Long> list, NumbersLater numbers, String added, Shape shape) {}

    private static Everything value(int i) {
        Instant instant = Instant.ofEpochSecond(1_700_000_000L + i, 5);
        OffsetDateTime offset = instant.atOffset(ZoneOffset.ofHours(2));
        return new Everything(
                "text \u00e4\u20ac " + i,
                i % 2 == 0 ? Level.LOW : Level.HIGH,
                i % 2 == 0 ? new Circle(i / 4.0) : new Square(i, null),
                new Numbers(i % 2 == 0, (byte) i, (short) (i * 100), 'x', -i, 1L << i, i / 2f, i / 8.0, null),
                new Times(
                        instant,
                        Duration.ofMillis(i),
                        offset.toLocalDate(),
                        offset.toLocalTime(),
                        offset.toLocalDateTime(),
                        offset,
                        instant.atZone(ZoneId.of("Europe/Berlin")),
                        ZoneId.of("Asia/Kathmandu"),
                        Year.of(2000 + i),
                        YearMonth.of(2000 + i, 2),
                        Period.of(i, 1, 2)),
                BigInteger.TWO.pow(70 + i).negate(),
                new BigDecimal("-12.50").scaleByPowerOfTen(i),
                new UUID(i, -i),
                i % 3 == 0 ? Optional.empty() : Optional.of("there"),
                List.of(i, i + 1),
                Set.of("element " + i),
                Map.of("circle", new Circle(i)));
    }

    /** What there is once the delta has been written, too: some values are gone, some are others. */
    private static Everything lastValue(int i) {
        return i % 5 == 1 ? null : i % 5 == 2 ? value(i + 1) : value(i);
    }

    private static StateBackend<String> backend() {
        return StateBackend.written("operator", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(String.class));
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.golden", matches = "v\\d+")
    void shouldWriteValuesThatLaterVersionsHaveToRead() throws Exception {
        Path version = ROOT.resolve(System.getProperty("millrace.golden"));
        assertThat(version).doesNotExist();
        StateBackend<String> keyed = backend();
        ValueState<Everything> state = new KeyedState<>(keyed).state(ValueSpec.of("everything", Everything.class));
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, version)) {
            List<FileRef> chain = new ArrayList<>();
            forEachKey(keyed, i -> state.set(value(i)));
            chain.add(write(keyed, store, 1, true));
            publish(store, 1, chain);
            forEachKey(keyed, i -> {
                Everything last = lastValue(i);
                if (last == null) {
                    state.clear();
                } else if (!last.equals(value(i))) {
                    state.set(last);
                }
            });
            chain.add(write(keyed, store, 2, false));
            publish(store, 2, chain);
        }
        Files.delete(version.resolve("LOCK"));
    }

    private static FileRef write(StateBackend<?> keyed, DirectoryStore store, long snapshot, boolean whole)
            throws IOException {
        try (BlockWriter file = store.create(snapshot, "task-0")) {
            RecordWriter records = new RecordWriter(1_000, 1 << 20, new BlockSink() {
                @Override
                public void accept(byte[] bytes, int length) {
                    try {
                        file.write(bytes, length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public long pendingBytes() {
                    return 0;
                }
            });
            keyed.beginSnapshot(records, whole);
            assertThat(keyed.writeSnapshot(1_000)).isTrue();
            records.finish();
            keyed.completeSnapshot();
            return file.finish();
        }
    }

    private static void publish(DirectoryStore store, long id, List<FileRef> chain) throws IOException {
        store.publish(new Manifest(
                id,
                null,
                "golden",
                Map.of("label", "value"),
                Instant.ofEpochSecond(1_700_000_000L, id),
                false,
                List.of(),
                List.of(new Manifest.TaskFiles(List.of("operator"), 0, 1, chain))));
    }

    @Test
    void shouldReadTheValuesOfEachVersion() throws Exception {
        for (Path version : versions()) {
            StateBackend<String> keyed = backend();
            ValueState<Everything> state = new KeyedState<>(keyed).state(ValueSpec.of("everything", Everything.class));
            restore(keyed, version);
            forEachKey(
                    keyed, i -> assertThat(state.get()).as(version + ", " + i).isEqualTo(lastValue(i)));
        }
    }

    @Test
    void shouldReadTheValuesOfEachVersionAsRecordsThatHaveChanged() throws Exception {
        for (Path version : versions()) {
            StateBackend<String> keyed = backend();
            ValueState<EverythingLater> state =
                    new KeyedState<>(keyed).state(ValueSpec.of("everything", EverythingLater.class));
            restore(keyed, version);
            forEachKey(
                    keyed, i -> assertThat(state.get()).as(version + ", " + i).isEqualTo(later(lastValue(i))));
        }
    }

    private static EverythingLater later(Everything was) {
        if (was == null) {
            return null;
        }
        Numbers numbers = was.numbers();
        List<Long> list = was.list().stream().map(Integer::longValue).toList();
        NumbersLater later = new NumbersLater(numbers.number(), null, numbers.small(), numbers.yes(), 0);
        return new EverythingLater(list, later, null, was.shape());
    }

    private static List<Path> versions() throws IOException {
        try (Stream<Path> versions = Files.list(ROOT)) {
            List<Path> found = versions.sorted().toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static void restore(StateBackend<?> keyed, Path version) throws IOException {
        DirectoryStore store = DirectoryStore.openReadOnly(FileDisk.INSTANCE, version);
        assertThat(store.manifests())
                .hasSize(2)
                .allMatch(found -> found.labels().equals(Map.of("label", "value")));
        for (FileRef file : store.manifests().get(1).files().get(0).chain()) {
            try (RecordReader reader = new RecordReader(store.open(file))) {
                while (reader.next()) {
                    keyed.restore(reader);
                }
            }
        }
        keyed.restored();
    }

    private interface Action {
        void on(int key);
    }

    private static void forEachKey(StateBackend<String> keyed, Action action) {
        for (int i = 0; i < KEYS.size(); i++) {
            keyed.current().set(KEYS.get(i), HASHER.hash(KEYS.get(i)));
            action.on(i);
        }
    }
}
