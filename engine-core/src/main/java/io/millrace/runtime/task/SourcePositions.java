package io.millrace.runtime.task;

import io.millrace.operator.OperatorException;
import io.millrace.refusal.UnfitSnapshotException;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.source.Source;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.state.store.PositionSerde;
import io.millrace.time.EventTime;
import java.util.List;
import java.util.Objects;

/**
 * Where a reader of a source begins, and how its position is written.
 *
 * @param source its name
 * @param start where to begin, or null for the beginning
 * @param ended whether the source had ended before the snapshot that the job goes on from
 */
public record SourcePositions(String source, Object start, boolean ended) {

    private static final String POSITION = "position";

    public static SourcePositions of(Source<?> source, RestorePlan.Restored restored) {
        return new SourcePositions(restored.operator(), start(source, restored), restored.ended());
    }

    private static Object start(Source<?> source, RestorePlan.Restored restored) {
        try {
            List<Object> positions = restored.oneOfEach(POSITION, PositionSerde.INSTANCE);
            if (restored.hasSameParallelism()) {
                return positions.get(restored.subtask());
            }
            if (positions.stream().allMatch(Objects::isNull)) {
                return null;
            }
            if (positions.contains(null)) {
                throw new IllegalStateException("not all of its " + positions.size()
                        + " readers had begun: keep .parallelism(" + positions.size() + ") right behind the source");
            }
            return redistributed(source, positions, restored);
        } catch (Throwable e) {
            throw new UnfitSnapshotException(
                    "source '" + restored.operator() + "' cannot go on from the snapshot: " + SafeText.message(e), e);
        }
    }

    private static Object redistributed(Source<?> source, List<Object> positions, RestorePlan.Restored restored) {
        List<Object> dealt = source.redistribute(positions, restored.parallelism());
        if (dealt == null || dealt.size() != restored.parallelism()) {
            throw new IllegalStateException("redistribute returned "
                    + (dealt == null ? "null" : dealt.size() + " positions") + " in place of one for each of "
                    + restored.parallelism() + " readers");
        }
        return dealt.get(restored.subtask());
    }

    /**
     * What a snapshot has of a reader.
     *
     * @param position where it is, null when it has not begun or cannot replay
     */
    Part part(Object position, int subtask, int parallelism, boolean complete) {
        Object current = position == null ? start : position;
        List<Piece> pieces = current == null ? List.of() : List.of(piece(current));
        return new Part(source, subtask, parallelism, complete, pieces);
    }

    private Piece piece(Object position) {
        try {
            return Pieces.write(POSITION, PositionSerde.INSTANCE, List.of(position));
        } catch (Throwable e) {
            throw new OperatorException(source, null, null, EventTime.NONE, e);
        }
    }
}
