package io.millrace.snapshot;

import io.millrace.state.ListSpec;
import io.millrace.state.MapSpec;
import io.millrace.state.ValueSpec;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.state.store.PositionSerde;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot to look into, without the job: for tests, audits and questions about the past. Takes no lock and changes
 * nothing, so that it may be opened while the job runs; a snapshot that the job does not keep may then go at any time,
 * and reading it fails with an error that says so. Immutable; usable on any thread.
 *
 * <pre>{@code
 * Snapshot snapshot = Snapshot.open(directory, "before-upgrade");
 * System.out.println(snapshot);
 * Map<String, Instant> since = snapshot.values("block", "blocked-since", String.class, Instant.class);
 * }</pre>
 *
 * <p>What is read is checked as when a job goes on from it: a damaged file is an error, and so is a type that does not
 * go with what was written. Each method reads the files anew; it needs as much memory as the state that it returns,
 * {@link #operators} as much as all keys. State with a time to live is there until it has been removed.
 */
public final class Snapshot {

    /** What sources call where they are. */
    private static final String POSITION = "position";

    private final SnapshotFiles files;
    private final Manifest manifest;
    private final SerdeRegistry serdes;

    private Snapshot(SnapshotFiles files, Manifest manifest, SerdeRegistry serdes) {
        this.files = files;
        this.manifest = manifest;
        this.serdes = serdes;
    }

    /**
     * The snapshots in a directory.
     *
     * @param directory where a job has its snapshots
     * @return by ascending number, those with and without a name
     * @throws IOException when there is no such directory, or one of its manifests is damaged
     */
    public static List<Snapshot> list(Path directory) throws IOException {
        return list(FileDisk.INSTANCE, directory);
    }

    /**
     * The snapshots in a directory of some disk, such as that of a {@link io.millrace.testing.Simulation}.
     *
     * @param disk the disk
     * @param directory where a job has its snapshots
     * @return by ascending number, those with and without a name
     * @throws IOException when there is no such directory, or one of its manifests is damaged
     */
    public static List<Snapshot> list(Disk disk, Path directory) throws IOException {
        SnapshotStore store = DirectoryStore.openReadOnly(disk, directory);
        SnapshotFiles files = new SnapshotFiles(disk, directory, store);
        return store.manifests().stream()
                .map(manifest -> new Snapshot(files, manifest, SerdeRegistry.standard()))
                .toList();
    }

    /**
     * Opens the latest snapshot in a directory.
     *
     * @param directory where a job has its snapshots
     * @return the snapshot
     * @throws IOException when there is none, or a manifest is damaged
     */
    public static Snapshot open(Path directory) throws IOException {
        return open(FileDisk.INSTANCE, directory);
    }

    /**
     * Opens the latest snapshot in a directory of some disk.
     *
     * @param disk the disk
     * @param directory where a job has its snapshots
     * @return the snapshot
     * @throws IOException when there is none, or a manifest is damaged
     */
    public static Snapshot open(Disk disk, Path directory) throws IOException {
        List<Snapshot> all = list(disk, directory);
        if (all.isEmpty()) {
            throw new IOException("there is no snapshot in " + directory);
        }
        return all.get(all.size() - 1);
    }

    /**
     * Opens the latest snapshot with a name.
     *
     * @param directory where a job has its snapshots
     * @param name what it was called
     * @return the snapshot
     * @throws IOException when there is none, or a manifest is damaged
     */
    public static Snapshot open(Path directory, String name) throws IOException {
        List<Snapshot> all = list(directory);
        return all.stream()
                .filter(snapshot -> name.equals(snapshot.manifest.name()))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IOException("there is no snapshot '" + name + "' in " + directory
                        + "; there are " + all.stream().map(Snapshot::title).toList()));
    }

    /**
     * Opens a snapshot by its number.
     *
     * @param directory where a job has its snapshots
     * @param id its number
     * @return the snapshot
     * @throws IOException when there is none, or a manifest is damaged
     */
    public static Snapshot open(Path directory, long id) throws IOException {
        List<Snapshot> all = list(directory);
        return all.stream()
                .filter(snapshot -> snapshot.id() == id)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no snapshot " + id + " in " + directory + "; there are "
                        + all.stream().map(Snapshot::title).toList()));
    }

    /**
     * The same snapshot, read with other serdes.
     *
     * @param newSerdes those of the job: see {@link io.millrace.Pipeline}
     * @return the snapshot
     */
    public Snapshot with(SerdeRegistry newSerdes) {
        return new Snapshot(files, manifest, newSerdes);
    }

    /** Its number. */
    public long id() {
        return manifest.id();
    }

    /** What the user called it; empty for one that was taken by itself. */
    public Optional<String> name() {
        return Optional.ofNullable(manifest.name());
    }

    /** The name of the pipeline. */
    public String job() {
        return manifest.job();
    }

    /** What has to be the same whenever it is restored, in the order of the labels. */
    public Map<String, String> labels() {
        return new TreeMap<>(manifest.labels());
    }

    /** When it was begun. */
    public Instant created() {
        return manifest.created();
    }

    /** Whether the job had worked off all its input, so that there is nothing to go on with. */
    public boolean isJobComplete() {
        return manifest.complete();
    }

    /**
     * What there is of each operator, source and sink. Reads all files, and so finds any damage.
     *
     * @return by name
     * @throws IOException when a file is damaged, or gone
     */
    public List<OperatorInfo> operators() throws IOException {
        return files.read(manifest, store -> SnapshotListing.of(store, manifest));
    }

    /**
     * The values of an operator's state by key, for types that are no generic ones.
     *
     * @param operator the name of the operator
     * @param state the name of the state
     * @param keyType the type of the keys
     * @param valueType the type of the values
     * @param <K> the keys
     * @param <V> the values
     * @return unmodifiable; empty when there is no such state
     * @throws IOException when it was written as something else, or a file is damaged or gone
     */
    public <K, V> Map<K, V> values(String operator, String state, Class<K> keyType, Class<V> valueType)
            throws IOException {
        return values(operator, Type.of(keyType), ValueSpec.of(state, valueType));
    }

    /**
     * The values of an operator's state by key.
     *
     * @param operator the name of the operator
     * @param keyType the type of the keys
     * @param state the state as it is declared, or by a type that has changed as an upgrade may change it
     * @param <K> the keys
     * @param <V> the values
     * @return unmodifiable; empty when there is no such state
     * @throws IOException when it was written as something else, or a file is damaged or gone
     */
    public <K, V> Map<K, V> values(String operator, Type<K> keyType, ValueSpec<V> state) throws IOException {
        return read(operator, state.name(), keyType, tables -> tables.values(serdes.serde(state.type())));
    }

    /**
     * The lists of an operator's state by key.
     *
     * @param operator the name of the operator
     * @param keyType the type of the keys
     * @param state the state as it is declared
     * @param <K> the keys
     * @param <E> the elements
     * @return unmodifiable; empty when there is no such state
     * @throws IOException when it was written as something else, or a file is damaged or gone
     */
    public <K, E> Map<K, List<E>> lists(String operator, Type<K> keyType, ListSpec<E> state) throws IOException {
        return read(operator, state.name(), keyType, tables -> tables.lists(state.elementType()));
    }

    /**
     * The maps of an operator's state by key.
     *
     * @param operator the name of the operator
     * @param keyType the type of the keys
     * @param state the state as it is declared
     * @param <K> the keys
     * @param <UK> the keys of the maps
     * @param <UV> the values of the maps
     * @return unmodifiable; empty when there is no such state
     * @throws IOException when it was written as something else, or a file is damaged or gone
     */
    public <K, UK, UV> Map<K, Map<UK, UV>> maps(String operator, Type<K> keyType, MapSpec<UK, UV> state)
            throws IOException {
        return read(operator, state.name(), keyType, tables -> tables.maps(state.keyType(), state.valueType()));
    }

    /**
     * When the timers of an operator are due, by key.
     *
     * @param operator the name of the operator
     * @param timer the name of the timer
     * @param keyType the type of the keys
     * @param <K> the keys
     * @return unmodifiable; empty when no timer of that name is set
     * @throws IOException when it is no timer, or a file is damaged or gone
     */
    public <K> Map<K, Instant> timers(String operator, String timer, Class<K> keyType) throws IOException {
        return read(operator, timer, Type.of(keyType), SnapshotTables::timers);
    }

    /**
     * The elements of what an operator, source or sink remembers besides keyed state, of all its instances in order.
     *
     * @param operator its name
     * @param state the state as it is declared
     * @param <E> the elements
     * @return unmodifiable; empty when there is no such state
     * @throws IOException when it was written as something else
     */
    public <E> List<E> elements(String operator, ListSpec<E> state) throws IOException {
        return elements(operator, state.name(), serdes.serde(state.elementType()));
    }

    /**
     * Where the readers of a source were.
     *
     * @param source the name of the source
     * @return what they return as their positions, in order; without those that had not begun
     * @throws IOException when it cannot be read
     */
    public List<Object> positions(String source) throws IOException {
        return elements(source, POSITION, PositionSerde.INSTANCE);
    }

    private <E> List<E> elements(String operator, String state, Serde<E> serde) throws IOException {
        List<E> elements = new ArrayList<>();
        List<Part> parts = manifest.parts().stream()
                .filter(part -> part.operator().equals(operator))
                .sorted(Comparator.comparingInt(Part::subtask))
                .toList();
        for (Part part : parts) {
            for (Piece piece : part.pieces()) {
                if (piece.name().equals(state)) {
                    elements.addAll(read(operator, piece, serde));
                }
            }
        }
        return List.copyOf(elements);
    }

    private <E> List<E> read(String operator, Piece piece, Serde<E> serde) throws IOException {
        try {
            return Pieces.read(operator, piece, serde);
        } catch (IOException e) {
            throw DamagedSnapshotException.unreadable(files.store().placeOf(manifest), id(), e.getMessage(), e);
        }
    }

    private <K, R> R read(String operator, String state, Type<K> keyType, SnapshotTables.Reading<K, R> reading)
            throws IOException {
        return files.read(
                manifest,
                store -> reading.from(new SnapshotTables<>(store, manifest, serdes, operator, state, keyType)));
    }

    private String title() {
        return id() + (manifest.name() == null ? "" : " '" + manifest.name() + "'");
    }

    /** A table for people, of all there is; or what is damaged. */
    @Override
    public String toString() {
        return SnapshotText.of(this, "snapshot " + title());
    }
}
