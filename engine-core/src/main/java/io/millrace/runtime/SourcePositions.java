package io.millrace.runtime;

import io.millrace.refusal.UnfitSnapshotException;
import io.millrace.source.Source;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.state.store.PositionSerde;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Where a reader of a source begins, and how its position is written.
 *
 * @param source its name
 * @param start where to begin, or null for the beginning
 * @param ended whether the source had ended before the snapshot that the job goes on from
 */
record SourcePositions(String source, Object start, boolean ended) {

    private static final String POSITION = "position";

    static SourcePositions of(Source<?> source, RestorePlan.Restored restored) {
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
            return source.redistribute(positions, restored.parallelism()).get(restored.subtask());
        } catch (IOException | RuntimeException e) {
            throw new UnfitSnapshotException(
                    "source '" + restored.operator() + "' cannot go on from the snapshot: " + SafeText.message(e), e);
        }
    }

    /**
     * What a snapshot has of a reader.
     *
     * @param position where it is, null when it has not begun or cannot replay
     */
    Part part(Object position, int subtask, int parallelism, boolean complete) throws IOException {
        Object current = position == null ? start : position;
        List<Piece> pieces =
                current == null ? List.of() : List.of(Pieces.write(POSITION, PositionSerde.INSTANCE, List.of(current)));
        return new Part(source, subtask, parallelism, complete, pieces);
    }
}
