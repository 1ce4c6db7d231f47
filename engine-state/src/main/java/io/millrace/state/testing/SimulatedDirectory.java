package io.millrace.state.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The names in a directory; what has happened to them since it was forced is kept in its order, and a crash keeps the
 * beginning of that. A value is a {@link SimulatedFile} or another directory.
 */
final class SimulatedDirectory {
    private TreeMap<String, Object> forced = new TreeMap<>();
    private TreeMap<String, Object> names = new TreeMap<>();
    private final List<Consumer<Map<String, Object>>> changes = new ArrayList<>();

    Object get(String name) {
        return names.get(name);
    }

    List<String> names() {
        return List.copyOf(names.keySet());
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    void put(String name, Object child) {
        change(map -> map.put(name, child));
    }

    void remove(String name) {
        change(map -> map.remove(name));
    }

    /** Both at once, also in a crash. */
    void rename(String from, String to) {
        Object child = names.get(from);
        change(map -> {
            map.remove(from);
            map.put(to, child);
        });
    }

    private void change(Consumer<Map<String, Object>> change) {
        changes.add(change);
        change.accept(names);
    }

    void force() {
        forced = new TreeMap<>(names);
        changes.clear();
    }

    /** Has everything below reach the disk. */
    void forceAll() {
        force();
        for (Object child : names.values()) {
            if (child instanceof SimulatedDirectory directory) {
                directory.forceAll();
            } else if (child instanceof SimulatedFile file) {
                file.force();
            }
        }
    }

    /** Loses what is not safe, here and below. */
    void crash(RandomGenerator random, Consumer<DiskFault> lost) {
        int kept = random.nextInt(changes.size() + 1);
        if (kept < changes.size()) {
            lost.accept(DiskFault.LOST_NAMES);
        }
        names = forced;
        changes.subList(0, kept).forEach(change -> change.accept(names));
        force();
        for (Object child : names.values()) {
            if (child instanceof SimulatedDirectory directory) {
                directory.crash(random, lost);
            } else if (child instanceof SimulatedFile file && file.crash(random)) {
                lost.accept(DiskFault.LOST_BYTES);
            }
        }
    }

    long bytes() {
        return names.values().stream()
                .mapToLong(child -> child instanceof SimulatedDirectory directory
                        ? directory.bytes()
                        : ((SimulatedFile) child).length())
                .sum();
    }
}
