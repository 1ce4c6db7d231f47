package io.millrace.state;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One state of each kind, with keys whose hashes collide on demand and values that change in place. */
final class SnapshotRig {
    static final long DONE = 1_000_000;

    record User(int id) {}

    static final class Counter {
        int count;

        Counter(int count) {
            this.count = count;
        }
    }

    /** Keys whose ids are equal in the given bits have the same hash. */
    record KeySerde(int mask) implements Serde<User> {
        @Override
        public void write(User key, DataOutput out) throws IOException {
            out.writeInt(key.id());
        }

        @Override
        public User read(DataInput in) throws IOException {
            return new User(in.readInt());
        }

        @Override
        public int hash(User key) {
            return key.id() & mask;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    static final class CounterSerde implements Serde<Counter> {
        @Override
        public void write(Counter counter, DataOutput out) throws IOException {
            out.writeInt(counter.count);
        }

        @Override
        public Counter read(DataInput in) throws IOException {
            return new Counter(in.readInt());
        }

        @Override
        public int hash(Counter counter) {
            return counter.count;
        }

        @Override
        public boolean immutable() {
            return false;
        }
    }

    final StateBackend<User> backend;
    final KeyedState<User> keyed;
    final KeyHasher<User> hasher;
    final ValueState<Long> value;
    final StateTable<User, Counter> table;
    final StateTable<User, long[]> numbers;
    final ListState<Counter> list;
    final MapState<User, Counter> map;
    final TimerQueue<User> timers;
    final GroupProgress progress;
    private final KeyGroupRange groups;

    SnapshotRig(int mask, KeyGroupRange groups) {
        SerdeRegistry serdes =
                SerdeRegistry.standard().with(User.class, new KeySerde(mask)).with(Counter.class, new CounterSerde());
        Type<Counter> counters = Type.of(Counter.class);
        this.groups = groups;
        hasher = serdes.hasher(Type.of(User.class));
        backend = StateBackend.written("operator", groups, serdes, Type.of(User.class));
        keyed = new KeyedState<>(backend);
        value = keyed.state(new ValueSpec<>("value", Type.of(Long.class)));
        table = keyed.table("table", keyed.serde("counters", counters));
        numbers = keyed.table("numbers", 2, serdes.serde(Type.of(long[].class)));
        list = keyed.state(new ListSpec<>("list", counters));
        map = keyed.state(new MapSpec<>("map", Type.of(User.class), counters));
        timers = keyed.timers("timers");
        progress = keyed.progress("progress");
    }

    /** The key with that id, which becomes the current one. */
    User at(int id) {
        User key = new User(id);
        keyed.currentKey(key, hasher.hash(key));
        return key;
    }

    int hash(int id) {
        return hasher.hash(new User(id));
    }

    boolean owns(int id) {
        return groups.contains(KeyGroups.groupOf(hash(id)));
    }

    /** Adds all that there is, of the keys that may be there, as text. */
    void addTo(Map<String, String> image, int keys) {
        for (int id = 0; id < keys; id++) {
            if (owns(id)) {
                addKey(id, image);
            }
        }
        Slice<User, Counter> slice = table.firstSlice();
        for (; slice != null; slice = table.sliceAfter(slice.namespace())) {
            for (Cursor<User, Counter> cursor = slice.cursor(); cursor.next(); ) {
                image.put("table " + slice.namespace() + " " + cursor.key().id(), "" + cursor.value().count);
            }
        }
        Slice<User, long[]> some = numbers.firstSlice();
        for (; some != null; some = numbers.sliceAfter(some.namespace())) {
            for (Cursor<User, long[]> cursor = some.cursor(); cursor.next(); ) {
                image.put("numbers " + some.namespace() + " " + cursor.key().id(), Arrays.toString(cursor.value()));
            }
        }
        for (int group = groups.first(); group <= groups.last(); group++) {
            image.put("progress " + group, "" + progress.of(group));
        }
    }

    private void addKey(int id, Map<String, String> image) {
        User key = at(id);
        if (value.get() != null) {
            image.put("value " + id, "" + value.get());
        }
        for (int i = 0; i < list.size(); i++) {
            image.put("list " + id + " " + i, "" + list.elements().get(i).count);
        }
        map.forEach((element, counter) -> image.put("map " + id + " " + element.id(), "" + counter.count));
        long due = timers.dueOf(key, hash(id));
        if (due != TimerQueue.NONE) {
            image.put("timer " + id, "" + due);
        }
    }

    Map<String, String> image(int keys) {
        Map<String, String> image = new TreeMap<>();
        addTo(image, keys);
        return image;
    }

    /** The timers in their order, which are gone afterwards. */
    List<Integer> pollTimers() {
        List<Integer> polled = new ArrayList<>();
        while (timers.pollDue(Long.MAX_VALUE)) {
            polled.add(timers.key().id());
        }
        return polled;
    }
}
