package io.millrace.runtime.task;

import io.millrace.operator.OperatorException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.runtime.snapshot.RestorePlan.Restored;
import io.millrace.source.AcknowledgedSource;
import io.millrace.source.Source;
import io.millrace.source.SplitSource;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.state.store.PositionSerde;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Where the readers of a source begin, by their subtask, and how snapshots have it. */
public final class SourcePositions {

    private static final String POSITION = "position";
    private static final String SPLITS = "splits";
    private static final String ENDED_SPLITS = "ended splits";

    private final String source;
    private final int parallelism;
    private final boolean hasSplits;
    private final boolean isRestored;
    private final List<List<Start>> starts = new ArrayList<>();
    private final List<Set<String>> endedSplits = new ArrayList<>();
    private final List<Boolean> ended = new ArrayList<>();

    private SourcePositions(String source, int parallelism, boolean hasSplits, boolean isRestored) {
        this.source = source;
        this.parallelism = parallelism;
        this.hasSplits = hasSplits;
        this.isRestored = isRestored;
        for (int reader = 0; reader < parallelism; reader++) {
            starts.add(new ArrayList<>());
            endedSplits.add(new HashSet<>());
        }
    }

    /**
     * Where to begin reading.
     *
     * @param id of the split, null where the source has none
     * @param position null for the beginning
     */
    record Start(String id, Object position) {}

    /** As a snapshot has them, divided anew where the parallelism has changed. */
    public static SourcePositions of(Source<?> source, String name, int parallelism, RestorePlan plan) {
        Restored restored = plan.of(name, 0, parallelism);
        boolean hasSplits = source instanceof SplitSource;
        SourcePositions positions = new SourcePositions(
                name, parallelism, hasSplits, !restored.parts().isEmpty());
        for (int reader = 0; reader < parallelism; reader++) {
            positions.ended.add(plan.of(name, reader, parallelism).ended());
        }
        try {
            if (hasSplits) {
                positions.restoreSplits(restored);
            } else {
                positions.restore(source, restored);
            }
        } catch (Throwable e) {
            throw new UnfitSnapshotException(
                    "source '" + name + "' cannot go on from the snapshot: " + SafeText.message(e), e);
        }
        return positions;
    }

    private void restore(Source<?> source, Restored restored) throws Exception {
        checkHasNo(SPLITS, "splits, which the source does not have", restored);
        List<Object> positions = restored.oneOfEach(POSITION, PositionSerde.INSTANCE);
        boolean none = positions.stream().allMatch(Objects::isNull);
        if (!none && !restored.hasSameParallelism()) {
            positions = redistributed(source, positions);
        }
        for (int reader = 0; reader < parallelism; reader++) {
            starts.get(reader).add(new Start(null, none ? null : positions.get(reader)));
        }
    }

    private List<Object> redistributed(Source<?> source, List<Object> positions) {
        // Those of messages that are acknowledged tell nobody where to begin.
        if (positions.contains(null) && !(source instanceof AcknowledgedSource)) {
            throw new IllegalStateException("not all of its " + positions.size()
                    + " readers had begun: keep .parallelism(" + positions.size() + ") right behind the source");
        }
        List<Object> dealt = source.redistribute(positions, parallelism);
        if (dealt == null || dealt.size() != parallelism) {
            throw new IllegalStateException("redistribute returned "
                    + (dealt == null ? "null" : dealt.size() + " positions") + " in place of one for each of "
                    + parallelism + " readers");
        }
        return dealt;
    }

    /** A reader keeps the splits that it had; with another parallelism all are dealt anew. */
    private void restoreSplits(Restored restored) throws Exception {
        checkHasNo(POSITION, "no splits, which the source has now", restored);
        List<List<Object>> splits = restored.ofEach(SPLITS, PositionSerde.INSTANCE);
        List<List<Object>> over = restored.ofEach(ENDED_SPLITS, PositionSerde.INSTANCE);
        Set<String> seen = new HashSet<>();
        int dealt = 0;
        for (int reader = 0; reader < splits.size(); reader++) {
            for (Object element : splits.get(reader)) {
                Start start = start(element, seen);
                starts.get(restored.hasSameParallelism() ? reader : dealt++ % parallelism)
                        .add(start);
            }
        }
        for (int reader = 0; reader < over.size(); reader++) {
            for (Object element : over.get(reader)) {
                String id = start(List.of(element), new HashSet<>()).id();
                // One that is gone may have come again, to any reader, and ended again: the latest is what counts.
                if (seen.add(id)) {
                    endedSplits
                            .get(restored.hasSameParallelism() ? reader : dealt++ % parallelism)
                            .add(id);
                }
            }
        }
    }

    private static Start start(Object element, Set<String> seen) {
        if (element instanceof List<?> list
                && (list.size() == 1 || list.size() == 2)
                && list.get(0) instanceof String id
                && seen.add(id)) {
            return new Start(id, list.size() == 2 ? list.get(1) : null);
        }
        throw new IllegalStateException(element + " is no split and its position, or comes twice");
    }

    private void checkHasNo(String piece, String had, Restored restored) {
        if (restored.names().contains(piece)) {
            throw new IllegalStateException("what it has of '" + source + "' is of a source that had " + had
                    + "; give the source another name, to read it from the beginning");
        }
    }

    /** The name of the source. */
    String source() {
        return source;
    }

    /** Whether the job goes on from a snapshot that has the source, be it without any position. */
    boolean isRestored() {
        return isRestored;
    }

    /** Where a reader begins: the splits that it has, or the one that is all of its share. */
    List<Start> starts(int reader) {
        return starts.get(reader);
    }

    /** The splits that a reader had read to their end. */
    Set<String> endedSplits(int reader) {
        return endedSplits.get(reader);
    }

    /** Whether a reader had ended before the snapshot that the job goes on from. */
    public boolean ended(int reader) {
        return ended.get(reader);
    }

    /** What a snapshot has of a reader. */
    Part part(int reader, Collection<Start> splits, Collection<String> over, boolean complete) {
        List<Piece> pieces = new ArrayList<>();
        List<Object> named = new ArrayList<>();
        for (Start split : splits) {
            if (split.id() != null) {
                named.add(split.position() == null ? List.of(split.id()) : List.of(split.id(), split.position()));
            } else if (split.position() != null) {
                pieces.add(piece(POSITION, List.of(split.position())));
            }
        }
        // That there are none yet, one reader says: a source that goes on does not begin.
        if (!named.isEmpty() || (hasSplits && reader == 0 && over.isEmpty())) {
            pieces.add(piece(SPLITS, named));
        }
        if (!over.isEmpty()) {
            pieces.add(piece(ENDED_SPLITS, List.copyOf(over)));
        }
        return new Part(source, reader, parallelism, complete, pieces);
    }

    private Piece piece(String name, List<Object> elements) {
        try {
            return Pieces.write(name, PositionSerde.INSTANCE, elements);
        } catch (Throwable e) {
            throw new OperatorException(source, null, null, EventTime.NONE, e);
        }
    }
}
