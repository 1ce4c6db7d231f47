package io.millrace.snapshot;

import io.millrace.snapshot.OperatorInfo.StateInfo;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Manifest.TaskFiles;
import io.millrace.state.store.Pieces;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.SnapshotStore;
import io.millrace.state.store.StateHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a snapshot has, by operator and state. */
final class SnapshotListing {

    private final Map<String, Operator> operators = new TreeMap<>();

    private static final class Operator {
        private final Map<String, StateInfo> states = new TreeMap<>();
        private int parallelism;
        private int ended;

        private void add(StateInfo more) {
            states.merge(
                    more.name(),
                    more,
                    (a, b) -> new StateInfo(
                            a.name(),
                            a.kind(),
                            a.keyForm(),
                            a.elementForm(),
                            a.valueForm(),
                            a.entries() + b.entries(),
                            a.bytes() + b.bytes()));
        }
    }

    private SnapshotListing() {}

    /** What a snapshot has, by the name of the operator. */
    static List<OperatorInfo> of(SnapshotStore store, Manifest manifest) throws IOException {
        SnapshotListing listing = new SnapshotListing();
        for (Part part : manifest.parts()) {
            listing.add(store.placeOf(manifest), manifest.id(), part);
        }
        for (TaskFiles task : manifest.files()) {
            listing.add(store, task);
        }
        List<OperatorInfo> found = new ArrayList<>();
        listing.operators.forEach((name, operator) -> found.add(new OperatorInfo(
                name,
                operator.parallelism,
                operator.ended == operator.parallelism,
                List.copyOf(operator.states.values()))));
        return found;
    }

    private Operator operator(String name, int parallelism) {
        Operator operator = operators.computeIfAbsent(name, unused -> new Operator());
        operator.parallelism = parallelism;
        return operator;
    }

    private void add(String place, long snapshot, Part part) throws IOException {
        Operator operator = operator(part.operator(), part.parallelism());
        operator.ended += part.ended() ? 1 : 0;
        for (Piece piece : part.pieces()) {
            operator.add(new StateInfo(
                    piece.name(),
                    StateInfo.Kind.UNKEYED,
                    "",
                    "",
                    piece.form(),
                    count(place, snapshot, part, piece),
                    piece.bytes().length));
        }
    }

    private static int count(String place, long snapshot, Part part, Piece piece) throws IOException {
        try {
            return Pieces.count(piece);
        } catch (IOException e) {
            throw DamagedSnapshotException.at(
                    place, snapshot, "operator '" + part.operator() + "': " + e.getMessage(), e);
        }
    }

    private void add(SnapshotStore store, TaskFiles task) throws IOException {
        task.operators().forEach(name -> operator(name, task.parallelism()));
        Map<StateHeader, RawState> states = new HashMap<>();
        int number = 0;
        for (FileRef file : task.chain()) {
            read(store, file, ++number, states);
        }
        for (RawState state : states.values()) {
            StateHeader header = state.header();
            if (state.entries() > 0) {
                operator(header.operator(), task.parallelism())
                        .add(new StateInfo(
                                header.state(),
                                StateInfo.Kind.valueOf(header.kind().name()),
                                header.keyForm(),
                                header.elementForm(),
                                header.valueForm(),
                                state.entries(),
                                state.bytes()));
            }
        }
    }

    private static void read(SnapshotStore store, FileRef file, int number, Map<StateHeader, RawState> states)
            throws IOException {
        try (RecordReader reader = new RecordReader(store.open(file))) {
            while (reader.next()) {
                states.computeIfAbsent(reader.header(), RawState::new).apply(reader, number);
            }
        }
    }
}
