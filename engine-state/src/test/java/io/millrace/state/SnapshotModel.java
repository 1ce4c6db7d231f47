package io.millrace.state;

import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What should be in a {@link SnapshotRig}, in collections of the JDK. */
final class SnapshotModel {
    record Timer(long due, long sequence) {}

    final Map<Integer, Long> values = new HashMap<>();
    final Map<Long, Map<Integer, Integer>> tables = new TreeMap<>();
    final Map<Long, Map<Integer, List<Long>>> numbers = new TreeMap<>();
    final Map<Integer, List<Integer>> lists = new HashMap<>();
    final Map<Integer, Map<Integer, Integer>> maps = new HashMap<>();
    final Map<Integer, Timer> timers = new HashMap<>();
    long nextSequence;
    long progress = GroupProgress.NONE;

    SnapshotModel copy() {
        SnapshotModel copy = new SnapshotModel();
        copy.values.putAll(values);
        tables.forEach((namespace, table) -> copy.tables.put(namespace, new HashMap<>(table)));
        numbers.forEach((namespace, table) -> copy.numbers.put(namespace, new HashMap<>(table)));
        lists.forEach((key, list) -> copy.lists.put(key, new ArrayList<>(list)));
        maps.forEach((key, map) -> copy.maps.put(key, new HashMap<>(map)));
        copy.timers.putAll(timers);
        copy.nextSequence = nextSequence;
        copy.progress = progress;
        return copy;
    }

    Map<String, String> image() {
        Map<String, String> image = new TreeMap<>();
        values.forEach((key, value) -> image.put("value " + key, "" + value));
        tables.forEach((namespace, table) ->
                table.forEach((key, count) -> image.put("table " + namespace + " " + key, "" + count)));
        numbers.forEach((namespace, table) ->
                table.forEach((key, pair) -> image.put("numbers " + namespace + " " + key, pair.toString())));
        lists.forEach((key, list) -> {
            for (int i = 0; i < list.size(); i++) {
                image.put("list " + key + " " + i, "" + list.get(i));
            }
        });
        maps.forEach(
                (key, map) -> map.forEach((element, count) -> image.put("map " + key + " " + element, "" + count)));
        timers.forEach((key, timer) -> image.put("timer " + key, "" + timer.due()));
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            image.put("progress " + group, "" + progress);
        }
        return image;
    }

    void setTimer(int key, long due) {
        Timer timer = timers.get(key);
        if (timer == null || timer.due() != due) {
            timers.put(key, new Timer(due, nextSequence++));
        }
    }

    List<Integer> timersInOrder() {
        Comparator<Map.Entry<Integer, Timer>> order =
                Comparator.comparingLong(entry -> entry.getValue().due());
        return timers.entrySet().stream()
                .sorted(order.thenComparingLong(entry -> entry.getValue().sequence()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
