package io.millrace.runtime.snapshot;

import io.millrace.operator.Redistribution;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Manifest.TaskFiles;
import io.millrace.state.store.Pieces;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What each instance of an operator gets from a snapshot, whatever the parallelism was and is. */
public final class RestorePlan {

    /** Everything begins at the beginning. */
    static final RestorePlan NOTHING = new RestorePlan(List.of(), List.of(), Origin.NONE);

    private final List<Part> parts;
    private final List<TaskFiles> files;
    private final Origin origin;

    public RestorePlan(Manifest manifest) {
        this(manifest, "snapshot " + manifest.id());
    }

    /** @param place where the manifest is */
    public RestorePlan(Manifest manifest, String place) {
        this(manifest.parts(), manifest.files(), new Origin(place, manifest.id()));
    }

    private RestorePlan(List<Part> parts, List<TaskFiles> files, Origin origin) {
        this.parts = parts;
        this.files = files;
        this.origin = origin;
    }

    /**
     * Where it all is from, for errors.
     *
     * @param place the manifest
     * @param snapshot the number of the snapshot
     */
    public record Origin(String place, long snapshot) {

        /** There is no snapshot. */
        public static final Origin NONE = new Origin("no snapshot", 0);

        private boolean isOfSnapshot() {
            return snapshot != NONE.snapshot;
        }

        /** Says that what is there cannot be read. */
        public DamagedSnapshotException unreadable(String problem, Throwable cause) {
            return DamagedSnapshotException.unreadable(place, snapshot, problem, cause);
        }
    }

    /** Whether there is a snapshot to go on from. */
    public boolean isOfSnapshot() {
        return origin.isOfSnapshot();
    }

    public Origin origin() {
        return origin;
    }

    /** The operators that the snapshot has something of. */
    Set<String> operators() {
        Set<String> operators = parts.stream()
                .filter(part -> !part.pieces().isEmpty())
                .map(Part::operator)
                .collect(Collectors.toCollection(TreeSet::new));
        files.forEach(task -> operators.addAll(task.operators()));
        return operators;
    }

    public boolean hasKeyedStateOf(String operator) {
        return files.stream().anyMatch(task -> task.operators().contains(operator));
    }

    /** The files in which there may be keys of some groups for some operators, in the order in which to read them. */
    List<FileRef> files(Collection<String> operators, KeyGroupRange groups) {
        List<FileRef> found = new ArrayList<>();
        for (TaskFiles task : files) {
            KeyGroupRange written = KeyGroups.rangeOf(task.subtask(), task.parallelism());
            boolean overlaps = written.first() <= groups.last() && groups.first() <= written.last();
            if (overlaps && task.operators().stream().anyMatch(operators::contains)) {
                found.addAll(task.chain());
            }
        }
        return found;
    }

    /** What an instance of an operator gets that is not keyed. */
    public Restored of(String operator, int subtask, int parallelism) {
        List<Part> own = parts.stream()
                .filter(part -> part.operator().equals(operator))
                .sorted(Comparator.comparingInt(Part::subtask))
                .toList();
        return new Restored(operator, subtask, parallelism, own, origin);
    }

    /**
     * What an instance of an operator gets that is not keyed.
     *
     * @param parts those of all instances that there were, in order
     */
    public record Restored(String operator, int subtask, int parallelism, List<Part> parts, Origin origin) {

        boolean isEmpty() {
            return parts.isEmpty();
        }

        /** Whether the instance has seen the end of its input: its predecessor has, or all of them have. */
        public boolean ended() {
            if (hasSameParallelism()) {
                return parts.stream().anyMatch(part -> part.subtask() == subtask && part.ended());
            }
            return !parts.isEmpty()
                    && parts.size() == parts.get(0).parallelism()
                    && parts.stream().allMatch(Part::ended);
        }

        /** The names of all that there is. */
        public Set<String> names() {
            return parts.stream()
                    .flatMap(part -> part.pieces().stream())
                    .map(Piece::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        <E> List<E> elements(String name, Serde<E> serde, Redistribution redistribution) throws IOException {
            boolean toEach = redistribution != Redistribution.SPLIT;
            List<E> all = new ArrayList<>();
            for (Part part : parts) {
                if (toEach || !hasSameParallelism() || part.subtask() == subtask) {
                    all.addAll(elements(part, name, serde));
                }
            }
            return toEach || hasSameParallelism() ? all : dealt(all);
        }

        /** The only element of each instance that there was, by subtask; null for one that has none. */
        public <E> List<E> oneOfEach(String name, Serde<E> serde) throws IOException {
            List<E> all = new ArrayList<>();
            for (List<E> elements : ofEach(name, serde)) {
                if (elements.size() > 1) {
                    throw origin.unreadable(
                            "instance " + all.size() + " of '" + operator + "' has " + elements.size()
                                    + " elements of state '" + name + "', where there is one",
                            null);
                }
                all.add(elements.isEmpty() ? null : elements.get(0));
            }
            return all;
        }

        /** The elements of each instance that there was, by subtask. */
        public <E> List<List<E>> ofEach(String name, Serde<E> serde) throws IOException {
            List<List<E>> all = new ArrayList<>(
                    Collections.nCopies(parts.isEmpty() ? 0 : parts.get(0).parallelism(), List.of()));
            for (Part part : parts) {
                all.set(part.subtask(), elements(part, name, serde));
            }
            return all;
        }

        private <E> List<E> elements(Part part, String name, Serde<E> serde) throws IOException {
            for (Piece piece : part.pieces()) {
                if (piece.name().equals(name)) {
                    try {
                        return Pieces.read(operator, piece, serde);
                    } catch (IOException e) {
                        throw origin.unreadable(e.getMessage(), e);
                    }
                }
            }
            return List.of();
        }

        private <E> List<E> dealt(List<E> all) {
            List<E> own = new ArrayList<>();
            for (int i = subtask; i < all.size(); i += parallelism) {
                own.add(all.get(i));
            }
            return own;
        }

        public boolean hasSameParallelism() {
            return !parts.isEmpty() && parts.get(0).parallelism() == parallelism;
        }
    }
}
