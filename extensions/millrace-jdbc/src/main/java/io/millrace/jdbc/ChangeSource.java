package io.millrace.jdbc;

import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The rows of a table of PostgreSQL, and then each change of it, in the order of commits: logical replication, decoded by pgoutput. Each row and each change
 * comes once, also over crashes of the job and of the database: the place in the log is in snapshots, and the slot is told of it when one is complete. Until then
 * the database keeps its log, so a slot that nobody reads has to be dropped.
 *
 * <p>Immutable: options return a changed copy. One task reads it. Made by {@link Jdbc#changes}.
 *
 * @param <K> the keys
 * @param <T> the rows
 */
public final class ChangeSource<K, T> implements Source<Change<K, T>> {

    private static final long serialVersionUID = 1;
    private static final int MOST_ROWS = 1_000_000;

    private final DataSource database;
    private final String table;
    private final Class<K> keys;
    private final Class<T> type;
    private final ChangeOptions options;

    ChangeSource(DataSource database, String table, Class<K> keys, Class<T> type, String slot) {
        this(
                Objects.requireNonNull(database, "the DataSource must not be null"),
                Objects.requireNonNull(table, "the table must not be null"),
                Objects.requireNonNull(keys, "the class of the keys must not be null"),
                Objects.requireNonNull(type, "the class of the rows must not be null"),
                new ChangeOptions(slot));
        if (slot == null || !slot.matches("[a-z0-9_]{1,63}")) {
            throw new IllegalArgumentException(
                    "the name of a slot has 1 to 63 lower case letters, digits and underscores; '" + slot
                            + "' has not");
        }
        RecordShape.of(type);
        KeyShape.check(keys);
    }

    private ChangeSource(DataSource database, String table, Class<K> keys, Class<T> type, ChangeOptions options) {
        this.database = database;
        this.table = table;
        this.keys = keys;
        this.type = type;
        this.options = options;
    }

    /**
     * Names the publication to read. Unless this is said it has the name of the slot, and is made when it is not there, which takes the owner of the table.
     *
     * @param name a publication that has the table, with inserts, updates, deletes and truncates, and without a filter of rows
     * @return the changed source
     */
    public ChangeSource<K, T> publication(String name) {
        Objects.requireNonNull(name, "the name of the publication must not be null");
        return with(changed -> changed.publication = name);
    }

    /**
     * Says which columns are the key, where it is neither the primary key nor the components of the record that keys are.
     *
     * @param columns columns that tell the rows of the table apart, and that are in its replica identity
     * @return the changed source
     */
    public ChangeSource<K, T> key(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("a key has a column at least");
        }
        return with(changed -> changed.key = List.of(columns));
    }

    /**
     * Leaves out the rows that are there already: what is committed when the slot is there comes, and nothing before. Unless this is said they come first.
     *
     * @return the changed source
     */
    public ChangeSource<K, T> changesOnly() {
        return with(changed -> changed.loads = false);
    }

    /**
     * Refuses to start where the table does not have the rows before changes written. Unless this is said they are null then.
     *
     * @return the changed source
     */
    public ChangeSource<K, T> withBefore() {
        return with(changed -> changed.needsBefore = true);
    }

    /**
     * Sets how many rows are asked for at a time while the table is loaded; 1,000 unless said. So many are in memory.
     *
     * @param count from 1 to 1,000,000
     * @return the changed source
     */
    public ChangeSource<K, T> rows(int count) {
        if (count < 1 || count > MOST_ROWS) {
            throw new IllegalArgumentException("1 to " + MOST_ROWS + " rows are asked for at a time, not " + count);
        }
        return with(changed -> changed.rows = count);
    }

    /**
     * Sets for how long a database that is away, or a slot that another reads, is tried again before the job fails; 10 minutes unless said.
     *
     * @param longest positive
     * @return the changed source
     */
    public ChangeSource<K, T> retryFor(Duration longest) {
        PollSource.checkPositive(longest, "the time to try");
        return with(changed -> changed.patience = longest);
    }

    private ChangeSource<K, T> with(Consumer<ChangeOptions> change) {
        ChangeOptions changed = new ChangeOptions(options);
        change.accept(changed);
        return new ChangeSource<>(database, table, keys, type, changed);
    }

    @Override
    public SourceReader<Change<K, T>> open(SourceContext context) throws Exception {
        return ChangeReader.open(new Replication(database, table, options), keys, type, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked") // the arguments say so
    public Type<Change<K, T>> eventType() {
        return (Type<Change<K, T>>) (Type<?>) Type.of(Change.class, Type.of(keys), Type.of(type));
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Rows.portability(database);
    }

    @Override
    public String toString() {
        return "changes of " + table + " by slot " + options.slot;
    }
}
