package io.millrace.survival;

import io.millrace.graph.Exchange;
import io.millrace.host.Host;
import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.PlannedEdge;
import io.millrace.host.PlannedTask;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import io.millrace.state.store.Disk;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.KeyedStore;
import io.millrace.state.testing.ByteStore;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkMerger;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** A task in a {@link Cluster}: what comes to it, and what leaves it. */
final class Member implements Host {

    private static final long NONE = 0;

    private final Cluster cluster;
    private final SplittableRandom random;
    private final PlannedTask planned;
    private final int subtask;
    private final List<Channel> inputs = new ArrayList<>();
    private final List<List<Channel>> exits = new ArrayList<>();
    private final Map<Integer, Valve> valves = new TreeMap<>();
    private final Map<Integer, ByteArrayOutputStream> groups = new TreeMap<>();
    private final Map<String, ByteStore> stores = new TreeMap<>();
    private Map<String, ByteStore> storedAt = Map.of();
    private HostedTask task;
    private boolean done = true;
    private boolean woken;
    private boolean sourceEnded;
    private int inTurn;
    private long sent;

    /** The barrier that is to pass. */
    private long asked = NONE;

    private long passed = NONE;
    private long written = NONE;
    private HostedSnapshot part;
    private byte[] parts;
    private byte[] prepared;

    Member(Cluster cluster, PlannedTask planned, int subtask) {
        this.cluster = cluster;
        this.planned = planned;
        this.subtask = subtask;
        random = cluster.random();
        inTurn = subtask;
    }

    private record Row(Object value, long timestamp, int hash) {}

    private record Mark(long timestamp) {}

    private record Barrier(long snapshot) {}

    private enum Sign {
        IDLE,
        ACTIVE,
        END
    }

    /** What is under way from one task to another. */
    private static final class Channel {

        private final Deque<Object> waiting = new ArrayDeque<>();
        private final int input;
        private int index;
        private boolean ended;
        private long barrier = NONE;

        private Channel(int input) {
            this.input = input;
        }
    }

    /** The channels that come by one input. */
    private static final class Valve {

        private final List<Channel> channels = new ArrayList<>();
        private WatermarkMerger merger;
    }

    void connect(Map<String, List<Member>> byName) {
        for (PlannedEdge edge : planned.exits()) {
            List<Member> consumers = byName.get(edge.to());
            List<Channel> channels = new ArrayList<>();
            boolean forward = edge.exchange() instanceof Exchange.Forward;
            for (Member consumer : forward ? List.of(consumers.get(subtask)) : consumers) {
                channels.add(consumer.channel(edge.input()));
            }
            exits.add(channels);
        }
    }

    private Channel channel(int input) {
        Channel channel = new Channel(input);
        inputs.add(channel);
        List<Channel> all = valves.computeIfAbsent(input, unused -> new Valve()).channels;
        channel.index = all.size();
        all.add(channel);
        return channel;
    }

    void open(HostedTask opened) {
        task = opened;
        valves.values().forEach(valve -> valve.merger = new WatermarkMerger(valve.channels.size()));
    }

    boolean isOpen() {
        return task != null;
    }

    HostedTask task() {
        return task;
    }

    PlannedTask planned() {
        return planned;
    }

    int subtask() {
        return subtask;
    }

    /** Its barrier may have to go on passing, but nobody waits for it. */
    void abort(long snapshot) {
        task.endSnapshot(snapshot, false);
        inputs.stream().filter(each -> each.barrier == snapshot).forEach(each -> each.barrier = NONE);
        done &= planned.isSource() || asked != snapshot;
    }

    void askFor(long snapshot) {
        asked = snapshot;
    }

    boolean hasEnded() {
        return done && (planned.isSource() ? sourceEnded : task.hasEnded());
    }

    boolean isWritten() {
        return cluster.isInFlight(written);
    }

    byte[] parts() {
        return parts;
    }

    byte[] prepared() {
        return prepared;
    }

    Map<Integer, byte[]> groups() {
        return groups.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, group -> group.getValue().toByteArray()));
    }

    /** As they were when the barrier passed. */
    Map<String, ByteStore> stores() {
        return storedAt;
    }

    long nanosToWake() {
        return task.nanosToWake();
    }

    /** Does something, if there is anything to do. */
    boolean step() {
        if (passed != NONE && written != passed && cluster.isInFlight(passed) && random.nextInt(3) == 0) {
            written = part.write() ? passed : written;
            return true;
        }
        if (!done) {
            return hasRoom() && resume();
        }
        if (asked != NONE && barrier()) {
            return true;
        }
        if (asked != NONE) {
            return false;
        }
        if (planned.isSource()) {
            return poll();
        }
        if (woken || task.nanosToWake() == 0) {
            woken = false;
            return resume();
        }
        return take() || writeRest();
    }

    private boolean writeRest() {
        if (passed != NONE && written != passed && cluster.isInFlight(passed)) {
            written = part.write() ? passed : written;
            return true;
        }
        return false;
    }

    /** What it waits for has to come from elsewhere when nothing has changed. */
    private boolean resume() {
        boolean due = woken || task.nanosToWake() == 0;
        woken = false;
        done = task.resume();
        return done || due;
    }

    private boolean poll() {
        if (sourceEnded) {
            return writeRest();
        }
        if (!hasRoom()) {
            return writeRest();
        }
        woken = false;
        Fetch fetched = task.poll();
        sourceEnded = fetched == Fetch.END;
        return fetched != Fetch.WAIT || writeRest();
    }

    /** Has the barrier that was asked for pass, unless the snapshot has been given up. */
    private boolean barrier() {
        long snapshot = asked;
        if (cluster.isInFlight(snapshot)) {
            if (passed != snapshot) {
                groups.clear();
            }
            long before = sent;
            if (part == null || part.number() != snapshot) {
                part = task.snapshot(
                        snapshot, group -> groups.computeIfAbsent(group, unused -> new ByteArrayOutputStream()));
            }
            if (!part.passes()) {
                return sent > before;
            }
            passed = snapshot;
            storedAt = new TreeMap<>();
            stores.forEach((operator, store) -> storedAt.put(operator, store.copy()));
            parts = part.parts();
            prepared = part.prepared();
        }
        asked = NONE;
        exits.forEach(channels -> channels.forEach(channel -> channel.waiting.add(new Barrier(snapshot))));
        return true;
    }

    private boolean take() {
        int first = inputs.isEmpty() ? 0 : random.nextInt(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Channel channel = inputs.get((first + i) % inputs.size());
            if (!channel.waiting.isEmpty() && channel.barrier == NONE) {
                take(channel);
                return true;
            }
        }
        return false;
    }

    private void take(Channel channel) {
        Valve valve = valves.get(channel.input);
        Object next = channel.waiting.poll();
        if (next instanceof Row row) {
            valve.merger.onActive(channel.index);
            takeRows(channel, row);
        } else if (next instanceof Mark mark) {
            boolean wasIdle = valve.merger.isIdle();
            if (valve.merger.onWatermark(channel.index, mark.timestamp)
                    || (wasIdle && valve.merger.current() != EventTime.NONE)) {
                done = task.watermark(channel.input, valve.merger.current());
            }
            tellIdle(channel, valve);
        } else if (next == Sign.IDLE) {
            if (valve.merger.onIdle(channel.index)) {
                done = task.watermark(channel.input, valve.merger.current());
            }
            tellIdle(channel, valve);
        } else if (next == Sign.ACTIVE) {
            boolean wasIdle = valve.merger.isIdle();
            valve.merger.hold(channel.index);
            if (wasIdle && !valve.merger.isIdle()) {
                done = task.active(channel.input);
            }
        } else if (next == Sign.END) {
            channel.ended = true;
            if (valve.channels.stream().allMatch(each -> each.ended)) {
                done = task.endOfData(channel.input);
            }
        } else {
            align(channel, ((Barrier) next).snapshot);
        }
    }

    private void tellIdle(Channel channel, Valve valve) {
        if (valve.merger.isIdle()) {
            done = task.idle(channel.input);
        }
    }

    private void takeRows(Channel channel, Row row) {
        boolean byKey = planned.inputs().stream().anyMatch(edge -> edge.input() == channel.input && edge.isByKey());
        int most = random.nextInt(4) == 0 ? 1 + random.nextInt(30) : 1;
        if (most == 1) {
            done = byKey
                    ? task.row(channel.input, row.value, row.timestamp, row.hash)
                    : task.row(channel.input, row.value, row.timestamp);
            return;
        }
        Batch<Object> rows = new Batch<>(most);
        rows.add(row.value, row.timestamp, row.hash);
        while (rows.size() < most && channel.waiting.peek() instanceof Row next) {
            channel.waiting.poll();
            rows.add(next.value, next.timestamp, next.hash);
        }
        done = task.rows(channel.input, rows);
    }

    /** A newer barrier stands for all that were given up. */
    private void align(Channel channel, long snapshot) {
        if (!cluster.isInFlight(snapshot)) {
            return;
        }
        channel.barrier = snapshot;
        long newest = inputs.stream().mapToLong(each -> each.barrier).max().orElseThrow();
        for (Channel each : inputs) {
            if (each.barrier < newest) {
                each.barrier = NONE;
            }
        }
        if (inputs.stream().allMatch(each -> each.barrier == newest)) {
            inputs.forEach(each -> each.barrier = NONE);
            asked = newest;
        }
    }

    @Override
    public void rows(int exit, Batch<Object> rows) {
        List<Channel> to = exits.get(exit);
        Exchange exchange = planned.exits().get(exit).exchange();
        sent++;
        for (int i = 0; i < rows.size(); i++) {
            Row row = new Row(rows.value(i), rows.timestamp(i), rows.hash(i));
            if (exchange instanceof Exchange.ByKey) {
                to.get(KeyGroups.taskOf(KeyGroups.groupOf(row.hash), to.size()))
                        .waiting
                        .add(row);
            } else if (exchange instanceof Exchange.Rebalance) {
                to.get(inTurn++ % to.size()).waiting.add(row);
            } else {
                to.forEach(channel -> channel.waiting.add(row));
            }
        }
    }

    private void send(int exit, Object signal) {
        sent++;
        exits.get(exit).forEach(channel -> channel.waiting.add(signal));
    }

    @Override
    public void watermark(int exit, long timestamp) {
        send(exit, new Mark(timestamp));
    }

    @Override
    public void idle(int exit) {
        send(exit, Sign.IDLE);
    }

    @Override
    public void active(int exit) {
        send(exit, Sign.ACTIVE);
    }

    @Override
    public void endOfData(int exit) {
        send(exit, Sign.END);
    }

    @Override
    public boolean hasRoom() {
        return exits.stream().flatMap(List::stream).allMatch(channel -> channel.waiting.size() < cluster.room());
    }

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public Executor executor(String name, int most) {
        return cluster.work();
    }

    @Override
    public Clock clock() {
        return cluster.clock();
    }

    @Override
    public Disk disk() {
        return cluster.disk();
    }

    @Override
    public Optional<KeyedStore> keyedStore(String operator) {
        Optional<ByteStore> store = cluster.storeOf(operator, KeyGroups.rangeOf(subtask, planned.parallelism()));
        store.ifPresent(each -> stores.put(operator, each));
        return store.map(each -> each);
    }

    @Override
    public int attempt() {
        return cluster.attempt();
    }

    /**
     * Each split is of the task that its name says, whoever had it before. All are found at once: a reader that has none for a
     * while is idle, and what it reads later may be late.
     */
    @Override
    public SplitFinder splits(SplitFinder all, int ofSubtask, int parallelism) {
        Set<String> seen = new HashSet<>();
        return known -> {
            seen.addAll(known);
            Splits found = all.find(Set.copyOf(seen));
            while (found.lookAgain().isPresent()) {
                found.all().forEach(split -> seen.add(split.id()));
                found = all.find(Set.copyOf(seen));
            }
            return new Splits(
                    found.all().stream()
                            .filter(split -> known.contains(split.id())
                                    || Math.floorMod(split.id().hashCode(), parallelism) == ofSubtask)
                            .toList(),
                    found.lookAgain());
        };
    }

    @Override
    public String toString() {
        return planned.name() + "-" + subtask + (done ? "" : " not done") + (asked == NONE ? "" : " asked " + asked)
                + (task == null ? " not open" : task.hasEnded() ? " ended" : " in " + task.nanosToWake() + " ns")
                + inputs.stream()
                        .map(each -> each.waiting.size() + (each.barrier == NONE ? "" : "!") + (each.ended ? "." : ""))
                        .toList();
    }
}
