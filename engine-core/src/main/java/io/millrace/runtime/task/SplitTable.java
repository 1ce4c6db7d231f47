package io.millrace.runtime.task;

import io.millrace.operator.SourceSplits;
import io.millrace.runtime.task.Feed.Portion;
import io.millrace.runtime.task.Feed.Told;
import io.millrace.runtime.task.SourcePositions.Start;
import io.millrace.state.store.Manifest.Part;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a source task knows of its splits: what its operators are told, and what snapshots have. Confined to its thread. */
public final class SplitTable implements SourceSplits {

    /** Where there are no splits, in a source task or elsewhere: everything is one. */
    public static final SourceSplits ONE = new Whole();

    private final SplitAssignment assignment;
    private final int reader;
    private final List<Follower> followers = new ArrayList<>();

    /** Those that the followers have been told of, by number; null where a number is free. */
    private final List<OpenSplit> numbered = new ArrayList<>();

    /** Those that are read, and those that have ended as long as their readers may have to be told so. */
    private final Set<OpenSplit> open = new LinkedHashSet<>();

    /** What the job goes on from and has not been opened yet. */
    private final List<Start> unopened;

    private final Set<String> ended = new LinkedHashSet<>();

    /** Of these, those that no complete snapshot has: by the first one that has them, and behind its barrier. */
    private final NavigableMap<Long, Set<String>> endedBy = new TreeMap<>();

    private Set<String> endedSince = new LinkedHashSet<>();
    private OpenSplit leaving;
    private int current;
    private long maxDrift;

    /** What was told of time before the reader was there, where the source has no splits. */
    private long reachedAtFirst = EventTime.NONE;

    private boolean aligns;
    private boolean holds;
    private boolean released;

    /** Whether nothing more is read; last rows may still be processed. */
    private boolean over;

    private int given;
    private final boolean takesSnapshots;

    SplitTable(SplitAssignment assignment, int reader, boolean takesSnapshots) {
        this.assignment = assignment;
        this.reader = reader;
        this.takesSnapshots = takesSnapshots;
        unopened = new ArrayList<>(assignment.positions().starts(reader));
        ended.addAll(assignment.positions().endedSplits(reader));
        endedBy.put(0L, new LinkedHashSet<>(ended));
    }

    private static final class Whole implements SourceSplits {
        @Override
        public int current() {
            return 0;
        }

        @Override
        public void follow(Follower follower) throws Exception {
            follower.onSplit(0, null);
            follower.onBegin();
        }

        @Override
        public void align(int split, long watermark, long maxDrift) {}

        @Override
        public boolean isHeld(int split) {
            return false;
        }
    }

    @Override
    public int current() {
        return current;
    }

    @Override
    public void follow(Follower follower) throws Exception {
        if (assignment.hasSplits()) {
            followers.add(follower);
        } else {
            ONE.follow(follower);
        }
    }

    /** Takes what a fetch has brought besides rows, before these are processed. */
    void take(Portion portion) throws Exception {
        if (!portion.added.isEmpty()) {
            add(portion.added);
        }
        if (portion.begins) {
            for (Follower follower : followers) {
                follower.onBegin();
            }
            tellReached();
        }
        OpenSplit split = portion.split;
        if (split != null) {
            current = split.number;
            split.position = portion.position == null ? split.position : portion.position;
            split.ended = portion.ended;
            leaving = portion.ended ? split : null;
        }
    }

    private void add(List<OpenSplit> added) throws Exception {
        for (OpenSplit split : added) {
            add(split);
        }
        given += added.size();
    }

    private void add(OpenSplit split) throws Exception {
        open.add(split);
        unopened.removeIf(start -> Objects.equals(start.id(), split.split()));
        if (!assignment.hasSplits()) {
            split.reached = reachedAtFirst;
            numbered.add(split);
            return;
        }
        split.number = numbered.indexOf(null);
        if (split.number < 0) {
            split.number = numbered.size();
            numbered.add(split);
        } else {
            numbered.set(split.number, split);
        }
        for (Follower follower : followers) {
            follower.onSplit(split.number, split.split());
        }
        tellReached();
    }

    /** The rows of the last fetch have been processed: tells of a split that has ended with them. */
    void settle() throws Exception {
        OpenSplit split = leaving;
        leaving = null;
        if (split != null && assignment.hasSplits()) {
            for (Follower follower : followers) {
                follower.onEnd(split.number);
            }
            numbered.set(split.number, null);
            tellReached();
            if (takesSnapshots) {
                ended.add(split.split());
                endedBy.values().forEach(ids -> ids.remove(split.split()));
                endedSince.add(split.split());
            }
            if (split.isOver()) {
                open.remove(split);
            }
        }
    }

    /** How many splits its reader has been given. */
    int given() {
        return given;
    }

    /** Nothing more is read. */
    void end() {
        over = true;
        if (aligns) {
            tellReached();
        }
    }

    @Override
    public void align(int split, long watermark, long newMaxDrift) {
        aligns = true;
        maxDrift = newMaxDrift;
        OpenSplit told = of(split);
        if (!assignment.hasSplits() && told == null) {
            reachedAtFirst = watermark;
        }
        if (told != null && told.reached != watermark) {
            told.reached = watermark;
            tellReached();
            hold();
        }
    }

    private void tellReached() {
        long least = EventTime.MAX;
        for (OpenSplit split : numbered) {
            // What waits for its turn would else keep those from ending that it waits for.
            least = over || split == null || !split.isOpen() ? least : Math.min(least, split.reached);
        }
        assignment.reached(reader, least);
    }

    /** Looks again at what is ahead of others. */
    private void hold() {
        holds = false;
        long limit = EventTime.plus(assignment.lowest(), maxDrift);
        for (OpenSplit split : numbered) {
            if (split != null) {
                boolean ahead = aligns && split.reached > limit && split.reached != EventTime.MAX;
                released |= split.hold(ahead);
                holds |= ahead;
            }
        }
    }

    /** Whether something may be read now that was not to be when that was asked last. */
    boolean hasReleased() {
        if (holds) {
            hold();
        }
        boolean was = released;
        released = false;
        return was;
    }

    @Override
    public boolean isHeld(int split) {
        OpenSplit told = of(split);
        return told != null && told.isHeld();
    }

    private OpenSplit of(int split) {
        return split < numbered.size() ? numbered.get(split) : null;
    }

    /** A barrier passes: what the snapshot has of the splits, of which the feed knows where they are. */
    List<Told> positions(Feed feed) {
        if (assignment.hasSplits()) {
            open.stream()
                    .filter(split -> split.ended && ended.add(split.split()))
                    .forEach(split -> endedSince.add(split.split()));
        }
        // One may be over for the thread that fetches, while its last rows are still to come.
        open.removeIf(split -> split.ended && split.isOver());
        feed.positions(open);
        return open.stream()
                .map(split -> new Told(split, split.position, split.ended))
                .toList();
    }

    Part part(long snapshot, boolean complete) {
        endedBy.put(snapshot, endedSince);
        endedSince = new LinkedHashSet<>();
        ended.removeIf(id -> !assignment.remembers(reader, id));
        List<Start> going = new ArrayList<>(unopened);
        open.stream()
                .filter(split -> !split.ended || !assignment.hasSplits())
                .forEach(split -> going.add(new Start(split.split(), split.position)));
        return assignment.positions().part(reader, going, ended, complete);
    }

    /** A snapshot is complete: what earlier ones had, which were given up, it has, too. */
    void snapshotComplete(long snapshot) {
        NavigableMap<Long, Set<String>> had = endedBy.headMap(snapshot, true);
        had.values().forEach(ids -> assignment.haveEndedBy(reader, snapshot, ids));
        had.clear();
    }

    /** What is told of a snapshot that the job goes on from. */
    List<Told> starts() {
        return open.stream()
                .map(split -> new Told(split, split.startPosition(), false))
                .toList();
    }
}
