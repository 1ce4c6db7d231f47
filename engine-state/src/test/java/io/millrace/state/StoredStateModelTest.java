package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.store.UnfitStateException;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.state.testing.ByteStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State in a store is what it is in tables, step by step: also what changes in place, in which order maps are, what expires, and what a snapshot brings back. */
class StoredStateModelTest {
    private static final int SEEDS = Math.max(1, Integer.getInteger("millrace.seeds", 200) / 4);
    private static final int STEPS = 600;
    private static final KeyHasher<String> HASHER = StableHash.of(null);
    private static final Type<List<Integer>> BOX = new Type<>() {};

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldBeWhatItIsInTables(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Optional<Ttl> ttl = random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(Ttl.eventTime(Duration.ofMillis(1 + random.nextInt(400))));
        boolean refreshed = random.nextBoolean();
        Optional<Ttl> used = ttl.map(each -> refreshed ? each.refreshedOnRead() : each);
        Rig tables = new Rig(used, Optional.empty());
        Rig store = new Rig(used, Optional.of(new ByteStore()));
        for (int step = 0; step < STEPS; step++) {
            long ofStep = random.nextLong();
            assertThat(store.step(new SplittableRandom(ofStep)))
                    .as("step " + step)
                    .isEqualTo(tables.step(new SplittableRandom(ofStep)));
        }
        assertThat(store.told).isGreaterThan(0);
    }

    @Test
    void shouldLeaveNothingInTheStoreOfWhatHasExpired() {
        ByteStore store = new ByteStore();
        Rig rig = new Rig(Optional.of(Ttl.eventTime(Duration.ofMillis(10))), Optional.of(store));
        for (int key = 0; key < 50; key++) {
            rig.at("k" + key, 5);
            rig.number.set(key);
            rig.texts.add("text");
            rig.names.put(key, "name");
        }
        assertThat(store.entries()).isEqualTo(150);
        rig.advance(15);
        assertThat(store.entries()).isZero();
    }

    @Test
    void shouldLetExpireWhatWasStoredBeforeItHadALifetime() throws IOException {
        Rig rig = new Rig(Optional.empty(), Optional.of(new ByteStore()));
        rig.at("a", 1);
        rig.number.set(1);
        rig.snapshot();
        rig.ttl = Optional.of(Ttl.eventTime(Duration.ofMillis(100)));
        rig.restore();
        rig.advance(50);
        rig.at("a", 50);
        assertThat(rig.number.get()).isEqualTo(1);
        rig.advance(150);
        assertThat(rig.store.orElseThrow().entries()).isZero();
    }

    @Test
    void shouldRefuseASnapshotOfAnotherPlace() {
        assertThatThrownBy(() -> moved(Optional.of(new ByteStore()), Optional.empty()))
                .isInstanceOf(UnfitStateException.class)
                .hasMessageContainingAll(
                        "State 'box' of operator 'model' was in a store of its host's, and is to be in memory",
                        "configure the host as it was");
        assertThatThrownBy(() -> moved(Optional.empty(), Optional.of(new ByteStore())))
                .isInstanceOf(UnfitStateException.class)
                .hasMessageContainingAll("was in memory", "is to be in a store of its host's");
    }

    private static void moved(Optional<ByteStore> from, Optional<ByteStore> to) throws IOException {
        Rig rig = new Rig(Optional.empty(), from);
        rig.at("a", 1);
        rig.box.set(new ArrayList<>());
        rig.snapshot();
        rig.kept = to;
        rig.restore();
    }

    @Test
    void shouldRefuseAMapOfOtherKeysAndAListInPlaceOfAMap() throws IOException {
        ByteStore store = new ByteStore();
        StateBackend<String> keyed = Rig.empty(Optional.of(store));
        new KeyedState<>(keyed).state(MapSpec.of("state", Integer.class, String.class));
        List<SnapshotFile> files = List.of(SnapshotFile.take(keyed, true));
        for (StateSpec<?> other :
                List.of(MapSpec.of("state", String.class, String.class), ListSpec.of("state", String.class))) {
            StateBackend<String> later = Rig.empty(Optional.of(store));
            new KeyedState<>(later).state(other);
            assertThatThrownBy(() -> SnapshotFile.restore(later, files))
                    .isInstanceOf(UnfitStateException.class)
                    .hasMessageContainingAll("'state' of operator 'model'", "elements of the form");
        }
    }

    @Test
    void shouldTellWhatIsInAStoreAndNotDeclaredAnyMore() throws IOException {
        ByteStore store = new ByteStore();
        StateBackend<String> keyed = Rig.empty(Optional.of(store));
        new KeyedState<>(keyed).state(ValueSpec.of("gone", String.class));
        List<SnapshotFile> files = List.of(SnapshotFile.take(keyed, true));
        StateBackend<String> later = Rig.empty(Optional.of(store));
        SnapshotFile.restore(later, files);
        assertThat(later.leftOver()).isEqualTo(Set.of("gone"));
    }

    @Test
    void shouldRefuseKeysThatEqualOnesMayWriteInOtherWays() {
        KeyedState<String> keyed = new KeyedState<>(Rig.empty(Optional.of(new ByteStore())));
        assertThatThrownBy(() -> keyed.state(new MapSpec<>("sets", new Type<Set<String>>() {}, BOX)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'model'", "the map keys of state 'sets'", "set<string>");
    }

    /** An operator with a state of each kind, of values that change and of others. */
    private static final class Rig {
        private Optional<Ttl> ttl;

        /** Where it is from the next restore on. */
        private Optional<ByteStore> kept;

        private Optional<ByteStore> store;
        private StateBackend<String> keyed;
        private KeyedState<String> states;
        private ValueState<Integer> number;
        private ValueState<List<Integer>> box;
        private ListState<String> texts;
        private ListState<List<Integer>> boxes;
        private MapState<Integer, String> names;
        private MapState<String, List<Integer>> shelves;
        private List<SnapshotFile> files = List.of();
        private long now;
        private long told;

        private Rig(Optional<Ttl> ttl, Optional<ByteStore> store) {
            this.ttl = ttl;
            begin(store);
            snapshot();
        }

        private static StateBackend<String> empty(Optional<ByteStore> store) {
            StateBackend<String> keyed =
                    StateBackend.written("model", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(String.class));
            store.ifPresent(keyed.perKey()::keptIn);
            return keyed;
        }

        private void begin(Optional<ByteStore> in) {
            store = in;
            keyed = empty(in);
            states = new KeyedState<>(keyed);
            Ttl lives = ttl.orElse(null);
            box = states.state(new ValueSpec<>("box", BOX, lives));
            number = states.state(new ValueSpec<>("number", Type.of(Integer.class), lives));
            texts = states.state(new ListSpec<>("texts", Type.of(String.class), lives));
            boxes = states.state(new ListSpec<>("boxes", BOX, lives));
            names = states.state(new MapSpec<>("names", Type.of(Integer.class), Type.of(String.class), lives));
            shelves = states.state(new MapSpec<>("shelves", Type.of(String.class), BOX, lives));
            keyed.eventTime();
        }

        private void at(String key, long time) {
            states.currentKey(key, HASHER.hash(key), time);
        }

        private void advance(long time) {
            now = time;
            states.currentKey(null, 0);
            states.advanceEventTime(time);
            while (!keyed.eventClock().removeExpired(3)) {
                // a few at a time
            }
        }

        private void snapshot() {
            states.currentKey(null, 0);
            files = List.of(SnapshotFile.take(keyed, true));
            kept = store.map(ByteStore::copy);
        }

        private void restore() throws IOException {
            begin(kept.map(ByteStore::copy));
            SnapshotFile.restore(keyed, files);
            now = Math.max(0, keyed.eventTime().common());
        }

        /** What is to be seen of it. */
        private String step(SplittableRandom random) throws IOException {
            int what = random.nextInt(40);
            if (what == 0) {
                snapshot();
            } else if (what == 1) {
                restore();
            } else if (what < 5) {
                advance(now + random.nextInt(100));
            } else {
                at("k" + random.nextInt(6), now + random.nextInt(20));
                String seen = seen(random);
                told += seen.length() > 4 ? 1 : 0;
                return seen;
            }
            return "";
        }

        private String seen(SplittableRandom random) {
            int some = random.nextInt(12);
            return switch (random.nextInt(16)) {
                case 0 -> change(() -> number.set(some)) + number.get();
                case 1 -> number.getOr(-1) + change(number::clear) + number.get();
                case 2 -> change(() -> box.set(new ArrayList<>(List.of(some)))) + box.get();
                case 3 -> box.get() == null ? "none" : change(() -> box.get().add(some)) + box.get();
                case 4, 5 -> change(() -> texts.add("t" + some)) + texts.size();
                case 6 -> change(() -> texts.removeIf(each -> each.length() % 2 == some % 2)) + texts.elements();
                case 7 -> texts.elements() + " " + texts.isEmpty() + (some == 0 ? change(texts::clear) : "");
                case 8 -> change(() -> boxes.add(new ArrayList<>(List.of(some)))) + boxes.size();
                case 9 -> change(() -> boxes.elements().forEach(each -> each.add(some))) + boxes.elements();
                case 10 -> change(() -> names.put(some * 7919, "n" + some)) + names.get(some * 7919) + names.size();
                case 11 -> names.remove(some * 7919) + " " + names.contains(some * 7919) + names.isEmpty();
                case 12 -> walked(some);
                case 13 -> change(() -> shelf("s" + some).add(some)) + shelves.get("s" + some);
                case 14 -> change(() -> shelves.forEach((key, shelf) -> shelf.add(some))) + all(shelves);
                default -> all(names) + (some < 2 ? change(shelves::clear) : "") + all(shelves);
            };
        }

        private List<Integer> shelf(String key) {
            if (!shelves.contains(key)) {
                shelves.put(key, new ArrayList<>());
            }
            return shelves.get(key);
        }

        /** Removes keys that it has not come to, and those that it has. */
        private String walked(int some) {
            List<Object> walked = new ArrayList<>();
            names.forEach((key, name) -> {
                walked.add(key + name);
                names.remove((key / 7919 + some) % 12 * 7919);
            });
            return walked.toString();
        }

        private static String all(MapState<?, ?> map) {
            List<Object> all = new ArrayList<>();
            map.entries().forEach(all::add);
            return all.toString();
        }

        private static String change(Runnable change) {
            change.run();
            return " ";
        }
    }
}
