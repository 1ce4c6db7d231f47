package io.millrace.snapshot;

import io.millrace.state.serde.Utf8Text;
import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a job keeps its snapshots, and when it takes them. A job that is started with a place that has snapshots goes
 * on from the latest one. Immutable: the options return a changed copy.
 *
 * <pre>{@code
 * JobOptions.parallelism(2).withSnapshots(Snapshots.in(directory).every(Duration.ofSeconds(10)))
 * }</pre>
 */
public final class Snapshots {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    private static final int DEFAULT_KEPT = 3;
    private static final int LONGEST_NAME = 100;

    private final Place place;
    private final String description;
    private final Draft options;

    private Snapshots(Place place, String description, Draft options) {
        this.place = place;
        this.description = description;
        this.options = options;
    }

    /**
     * Snapshots in a directory of their own, which is made when it is not there. Only one job at a time can use it; another
     * one is refused, and so is any job when there is what looks like a snapshot under a name that would be passed over.
     * Names and content do not depend on the locale or the time zone of the machine.
     *
     * @param directory the directory
     * @return the options, with an interval of 10 seconds, a timeout of 10 minutes, and 3 snapshots kept
     */
    public static Snapshots in(Path directory) {
        return in(FileDisk.INSTANCE, directory);
    }

    /**
     * Snapshots in a directory of some disk, for tests.
     *
     * @param disk the disk
     * @param directory the directory
     * @return the options, as those of {@link #in(Path)}
     */
    public static Snapshots in(Disk disk, Path directory) {
        Objects.requireNonNull(disk, "the disk must not be null");
        Objects.requireNonNull(directory, "the directory of snapshots must not be null");
        return in(() -> DirectoryStore.open(disk, directory), directory.toString());
    }

    /**
     * Snapshots in a store of one's own.
     *
     * @param place opens the store when the job starts; the job closes it
     * @param description what messages call it
     * @return the options, as those of {@link #in(Path)}
     */
    public static Snapshots in(Place place, String description) {
        Objects.requireNonNull(place, "the place of snapshots must not be null");
        return new Snapshots(place, description, new Draft());
    }

    /** Opens a store. */
    @FunctionalInterface
    public interface Place {

        /**
         * Opens it.
         *
         * @return the store, which nobody else has open
         * @throws IOException when it cannot be used
         */
        SnapshotStore open() throws IOException;
    }

    /**
     * Sets how often snapshots are taken.
     *
     * @param interval from the beginning of one to that of the next, positive; one that takes longer delays the next
     * @return the changed options
     */
    public Snapshots every(Duration interval) {
        checkPositive("the interval of snapshots", interval);
        return with(draft -> draft.interval = interval);
    }

    /**
     * Takes snapshots on demand only, and one at the end: when the input is worked off, or the job is stopped or drained. There is another one when all sources
     * have ended, where operators still wait for what they have asked others.
     *
     * @return the changed options
     */
    public Snapshots onDemand() {
        return with(draft -> draft.interval = null);
    }

    /**
     * Sets how long a snapshot may take before it is given up; the job goes on, and tries again at the next interval. The
     * last one of a job that is at its end is tried five times, each for so long, before the job fails.
     *
     * @param timeout positive
     * @return the changed options
     */
    public Snapshots timeout(Duration timeout) {
        checkPositive("the timeout of snapshots", timeout);
        return with(draft -> draft.timeout = timeout);
    }

    /**
     * Sets how many snapshots are kept. Those with a name are kept besides, until somebody deletes them.
     *
     * @param snapshots at least 1
     * @return the changed options
     */
    public Snapshots keep(int snapshots) {
        if (snapshots < 1) {
            throw new IllegalArgumentException("at least 1 snapshot has to be kept, not " + snapshots);
        }
        return with(draft -> draft.kept = snapshots);
    }

    /**
     * Lets events overtake barriers where streams meet: no input ever waits for another, but after a crash some events
     * are counted twice. Never fewer than once.
     *
     * @return the changed options
     */
    public Snapshots atLeastOnce() {
        return with(draft -> draft.aligned = false);
    }

    /**
     * Adds a label that has to be the same whenever the job goes on from these snapshots: which input they belong to,
     * say.
     *
     * @param key what
     * @param value which
     * @return the changed options
     */
    public Snapshots label(String key, String value) {
        Objects.requireNonNull(key, "the key of a label must not be null");
        Objects.requireNonNull(value, "the value of label '" + key + "' must not be null");
        Utf8Text.checkIsWhole("the key of a label", key);
        Utf8Text.checkIsWhole("the value of label '" + key + "'", value);
        return with(draft -> draft.labels.put(key, value));
    }

    /**
     * Lets state go that the pipeline has no use for any more, which is otherwise an error.
     *
     * @param operators the names of the operators, sources or sinks, gone or not, whose unused state may go
     * @return the changed options
     */
    public Snapshots allowDroppedState(String... operators) {
        return with(draft -> draft.droppable.addAll(Arrays.asList(operators)));
    }

    /**
     * Goes on from a snapshot with a name rather than from the latest one. What happened after it is forgotten, but
     * what sinks have made visible since then remains so.
     *
     * @param name the name
     * @return the changed options
     */
    public Snapshots from(String name) {
        String checked = checkedName(name);
        return with(draft -> draft.from = checked);
    }

    /**
     * Opens the store. Called when the job starts.
     *
     * @return the store, which the job closes
     * @throws IOException when it cannot be used
     */
    public SnapshotStore open() throws IOException {
        return place.open();
    }

    /**
     * Where the snapshots are.
     *
     * @return for messages, such as "snapshots in /var/job"
     */
    public String where() {
        return "snapshots in " + description;
    }

    /**
     * How often snapshots are taken.
     *
     * @return the interval, or null for on demand only
     */
    public Duration interval() {
        return options.interval;
    }

    /**
     * How long a snapshot may take.
     *
     * @return the timeout, positive
     */
    public Duration timeout() {
        return options.timeout;
    }

    /**
     * How many snapshots without a name are kept.
     *
     * @return their number, at least 1
     */
    public int kept() {
        return options.kept;
    }

    /**
     * Whether inputs wait for each other's barriers.
     *
     * @return true when every event counts exactly once, false for at least once
     */
    public boolean isAligned() {
        return options.aligned;
    }

    /**
     * What has to be the same at each start.
     *
     * @return an unmodifiable view of the labels
     */
    public Map<String, String> labels() {
        return Collections.unmodifiableMap(options.labels);
    }

    /**
     * The operators whose unused state may go.
     *
     * @return an unmodifiable view of their names
     */
    public Set<String> droppable() {
        return Collections.unmodifiableSet(options.droppable);
    }

    /**
     * The snapshot to go on from.
     *
     * @return its name, or null for the latest
     */
    public String from() {
        return options.from;
    }

    /**
     * Checks the name of a snapshot.
     *
     * @param name 1 to 100 letters, digits, dots, underscores and hyphens
     * @return the name
     */
    public static String checkedName(String name) {
        Objects.requireNonNull(name, "the name of a snapshot must not be null");
        if (!name.matches("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}") || name.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("a snapshot cannot be called '" + name
                    + "'; names have 1 to 100 letters, digits, dots, underscores and hyphens");
        }
        return name;
    }

    private static void checkPositive(String what, Duration duration) {
        Objects.requireNonNull(duration, what + " must not be null");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but is " + duration);
        }
    }

    private Snapshots with(Change change) {
        Draft changed = new Draft(options);
        change.apply(changed);
        return new Snapshots(place, description, changed);
    }

    @Override
    public String toString() {
        return where()
                + (options.interval == null ? ", on demand" : ", every " + options.interval)
                + (options.aligned ? "" : ", at least once");
    }

    /** Sets one option of a copy. */
    private interface Change {
        void apply(Draft draft);
    }

    /** The options while they are being set; never changed afterwards. */
    private static final class Draft {

        private Duration interval = DEFAULT_INTERVAL;
        private Duration timeout = DEFAULT_TIMEOUT;
        private int kept = DEFAULT_KEPT;
        private boolean aligned = true;
        private String from;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final Set<String> droppable = new TreeSet<>();

        private Draft() {}

        private Draft(Draft other) {
            interval = other.interval;
            timeout = other.timeout;
            kept = other.kept;
            aligned = other.aligned;
            from = other.from;
            labels.putAll(other.labels);
            droppable.addAll(other.droppable);
        }
    }
}
