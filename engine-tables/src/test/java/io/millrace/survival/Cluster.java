package io.millrace.survival;

import io.millrace.host.HostedCommitter;
import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import io.millrace.state.store.Disk;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.testing.ByteStore;
import io.millrace.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * A small runtime on the public host API alone: moves rows, watermarks and barriers between the tasks of a plan, as a seed
 * says, takes snapshots, and has them go on from one. One attempt at a job.
 */
final class Cluster {

    /** What is kept of a snapshot: what each task gave, of each task the bytes of each key group, and the stores of its operators. */
    record Kept(
            long id,
            List<String> labels,
            List<byte[]> parts,
            List<Map<Integer, byte[]>> groups,
            List<Map<String, ByteStore>> stores) {

        /** What the tasks of a label gave. */
        private List<byte[]> partsOf(String label) {
            return IntStream.range(0, parts.size())
                    .filter(member -> labels.get(member).equals(label))
                    .mapToObj(parts::get)
                    .toList();
        }
    }

    /** Where keyed processes keep what they have. */
    enum Place {
        HEAP,
        STORE
    }

    private static final long NONE = 0;

    private final SplittableRandom random;
    private final ManualClock clock;
    private final Disk disk;
    private final int attempt;
    private final Place place;
    private final int room;
    private final Work work;
    private final List<Member> members = new ArrayList<>();
    private List<HostedCommitter<?>> committers = List.of();
    private final Plan plan;
    private Optional<Kept> latest;
    private long inFlight = NONE;
    private long newest;
    private boolean ending;
    private boolean over;
    private int snapshots;

    /** What others do for operators, between two steps. */
    static final class Work implements Executor {

        private final Deque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }
    }

    Cluster(
            Plan plan,
            SplittableRandom random,
            ManualClock clock,
            Disk disk,
            Work work,
            int attempt,
            Place place,
            Optional<Kept> from,
            long newest) {
        this.plan = plan;
        this.random = random;
        this.clock = clock;
        this.disk = disk;
        this.work = work;
        this.attempt = attempt;
        this.place = place;
        this.latest = from;
        this.newest = newest;
        room = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(200);
        work.waiting.clear();
        connect();
    }

    /** Opens all, in whatever order. */
    void start() {
        List<byte[]> parts = latest.map(Kept::parts).orElse(List.of());
        boolean recoversFirst = random.nextBoolean();
        if (recoversFirst) {
            recover(parts);
        }
        for (Member member : members) {
            member.open(open(member));
        }
        if (!recoversFirst) {
            recover(parts);
        }
        members.forEach(member -> member.task().begin());
    }

    private void recover(List<byte[]> parts) {
        committers = HostedCommitter.of(plan, members.get(0));
        committers.forEach(committer -> committer.recover(parts));
    }

    private void connect() {
        Map<String, List<Member>> byName = new HashMap<>();
        for (PlannedTask task : plan.tasks()) {
            for (int subtask = 0; subtask < task.parallelism(); subtask++) {
                Member member = new Member(this, task, subtask);
                byName.computeIfAbsent(task.name(), unused -> new ArrayList<>()).add(member);
                members.add(member);
            }
        }
        members.forEach(member -> member.connect(byName));
    }

    private HostedTask open(Member member) {
        PlannedTask task = member.planned();
        if (latest.isEmpty()) {
            return HostedTask.open(task, member, member.subtask());
        }
        List<InputStream> groups = new ArrayList<>();
        if (task.isKeyed()) {
            KeyGroupRange own = KeyGroups.rangeOf(member.subtask(), task.parallelism());
            for (Map<Integer, byte[]> ofTask : latest.get().groups()) {
                ofTask.forEach((group, bytes) -> {
                    if (own.contains(group)) {
                        groups.add(new ByteArrayInputStream(bytes));
                    }
                });
            }
        }
        List<byte[]> parts =
                random.nextBoolean() ? latest.get().parts() : latest.get().partsOf(task.label());
        return HostedTask.open(task, member, member.subtask(), parts, groups);
    }

    /** A store for an operator, with what snapshots have of its key groups; or none. */
    Optional<ByteStore> storeOf(String operator, KeyGroupRange groups) {
        if (place == Place.HEAP) {
            return Optional.empty();
        }
        ByteStore store = new ByteStore();
        latest.ifPresent(kept -> kept.stores().stream()
                .map(stores -> stores.get(operator))
                .filter(Objects::nonNull)
                .forEach(ofTask -> store.addAll(ofTask, groups)));
        return Optional.of(store);
    }

    Work work() {
        return work;
    }

    ManualClock clock() {
        return clock;
    }

    Disk disk() {
        return disk;
    }

    int attempt() {
        return attempt;
    }

    SplittableRandom random() {
        return random;
    }

    /** The rows that may wait between two tasks. */
    int room() {
        return room;
    }

    /** The latest that is complete. */
    Optional<Kept> latest() {
        return latest;
    }

    /** The highest number that a snapshot has had. */
    long newest() {
        return newest;
    }

    int snapshots() {
        return snapshots;
    }

    boolean isOver() {
        return over;
    }

    boolean isInFlight(long snapshot) {
        return inFlight == snapshot;
    }

    /** Does something, if anything can be done. */
    void step() {
        if (random.nextInt(40) == 0 && inFlight == NONE && !ending) {
            begin();
        } else if (random.nextInt(100) == 0 && inFlight != NONE && !ending) {
            abort();
        }
        if (random.nextInt(3) == 0 && !work.waiting.isEmpty()) {
            work.waiting.poll().run();
        }
        int first = random.nextInt(members.size());
        boolean worked = false;
        for (int i = 0; i < members.size() && !worked; i++) {
            worked = members.get((first + i) % members.size()).step();
        }
        if (!worked) {
            rest();
        }
        if (inFlight != NONE && members.stream().allMatch(Member::isWritten)) {
            complete();
        }
    }

    /** Nobody has anything to do: time passes, or all has ended. */
    private void rest() {
        if (!work.waiting.isEmpty()) {
            work.waiting.poll().run();
            return;
        }
        if (members.stream().allMatch(Member::hasEnded)) {
            if (inFlight == NONE && !ending) {
                ending = true;
                begin();
            }
            return;
        }
        long nanos = members.stream().mapToLong(Member::nanosToWake).min().orElseThrow();
        if (nanos == Long.MAX_VALUE) {
            throw new AssertionError("nobody can go on: " + members);
        }
        clock.advance(Duration.ofNanos(nanos));
    }

    private void begin() {
        inFlight = ++newest;
        members.stream().filter(member -> member.planned().isSource()).forEach(member -> member.askFor(inFlight));
    }

    private void abort() {
        long given = inFlight;
        inFlight = NONE;
        members.forEach(member -> member.abort(given));
        committers.forEach(committer -> committer.aborted(given));
    }

    private void complete() {
        long done = inFlight;
        inFlight = NONE;
        snapshots++;
        latest = Optional.of(new Kept(
                done,
                members.stream().map(member -> member.planned().label()).toList(),
                members.stream().map(Member::parts).toList(),
                members.stream().map(Member::groups).toList(),
                members.stream().map(Member::stores).toList()));
        List<byte[]> prepared = members.stream().map(Member::prepared).toList();
        boolean commitsFirst = random.nextBoolean();
        if (commitsFirst) {
            commit(done, prepared);
        }
        members.forEach(member -> member.task().endSnapshot(done, true));
        if (!commitsFirst) {
            commit(done, prepared);
        }
        members.forEach(member -> member.task().committed(done));
        over = ending;
    }

    private void commit(long snapshot, List<byte[]> prepared) {
        committers.forEach(committer -> committer.commit(snapshot, prepared));
    }

    /** Closes what is open; the first failure is thrown once all is closed. */
    void close() {
        RuntimeException failure = null;
        List<AutoCloseable> all = new ArrayList<>();
        members.stream().filter(Member::isOpen).forEach(member -> all.add(member.task()));
        all.addAll(committers);
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (Exception | Error e) {
                failure = failure == null ? new IllegalStateException(e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return members + " with room for " + room + (inFlight == NONE ? "" : ", at snapshot " + inFlight);
    }
}
